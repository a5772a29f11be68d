CREATE TABLE "abstentions" (
	"id" uuid NOT NULL,
	"pair_id" uuid NOT NULL,
	"player_id" uuid NOT NULL,
	"round_id" uuid NOT NULL,
	"cast_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "abstentions_pair_id_player_id_pk" PRIMARY KEY("pair_id","player_id")
);
--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "absent" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "predictions" ADD COLUMN "locked" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "abstentions" ADD CONSTRAINT "abstentions_pair_id_pairs_id_fk" FOREIGN KEY ("pair_id") REFERENCES "public"."pairs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "abstentions" ADD CONSTRAINT "abstentions_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "abstentions" ADD CONSTRAINT "abstentions_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "abstentions_of_round" ON "abstentions" USING btree ("round_id");--> statement-breakpoint
CREATE INDEX "abstentions_of_player" ON "abstentions" USING btree ("player_id");