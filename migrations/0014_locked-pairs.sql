CREATE TABLE "locked_pairs" (
	"pair_id" uuid NOT NULL,
	"player_id" uuid NOT NULL,
	CONSTRAINT "locked_pairs_pair_id_player_id_pk" PRIMARY KEY("pair_id","player_id")
);
--> statement-breakpoint
ALTER TABLE "locked_pairs" ADD CONSTRAINT "locked_pairs_pair_id_pairs_id_fk" FOREIGN KEY ("pair_id") REFERENCES "public"."pairs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "locked_pairs" ADD CONSTRAINT "locked_pairs_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "locked_pairs_of_player" ON "locked_pairs" USING btree ("player_id");