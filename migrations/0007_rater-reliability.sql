CREATE TABLE "raters" (
	"player_id" uuid PRIMARY KEY NOT NULL,
	"reliability" double precision NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"eta" double precision NOT NULL,
	"weight" double precision NOT NULL,
	"repeats" integer NOT NULL,
	"compared" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "raters_interval" CHECK (0 <= "raters"."low" and "raters"."low" <= "raters"."high" and "raters"."high" <= 1),
	CONSTRAINT "raters_weight" CHECK ("raters"."weight" >= 0)
);
--> statement-breakpoint
ALTER TABLE "raters" ADD CONSTRAINT "raters_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;