CREATE TABLE "imports" (
	"round_id" uuid PRIMARY KEY NOT NULL,
	"arena_id" integer NOT NULL,
	"file" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"rows" integer NOT NULL,
	"comparisons" integer NOT NULL,
	"left_out" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"learnt" jsonb,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "imports_once" UNIQUE("arena_id","digest"),
	CONSTRAINT "imports_digest_is_sha256" CHECK (octet_length("imports"."digest") = 32),
	CONSTRAINT "imports_counts" CHECK ("imports"."rows" >= 0 and "imports"."comparisons" > 0)
);
--> statement-breakpoint
CREATE TABLE "locked_pairs" (
	"pair_id" uuid NOT NULL,
	"player_id" uuid NOT NULL,
	CONSTRAINT "locked_pairs_pair_id_player_id_pk" PRIMARY KEY("pair_id","player_id")
);
--> statement-breakpoint
ALTER TABLE "ai_comparisons" ADD COLUMN "criterion" text;--> statement-breakpoint
ALTER TABLE "responses" ADD COLUMN "ended" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "prompts" ADD COLUMN "turns" jsonb;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "locked_pairs" ADD CONSTRAINT "locked_pairs_pair_id_pairs_id_fk" FOREIGN KEY ("pair_id") REFERENCES "public"."pairs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "locked_pairs" ADD CONSTRAINT "locked_pairs_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "locked_pairs_of_player" ON "locked_pairs" USING btree ("player_id");