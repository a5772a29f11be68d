DROP INDEX "pairs_undealt";--> statement-breakpoint
DROP INDEX "pairs_dealt";--> statement-breakpoint
CREATE INDEX "pairs_undealt" ON "pairs" USING btree ("arena_id","kind","version" DESC NULLS FIRST,"priority" DESC NULLS FIRST,"id") WHERE "pairs"."round_id" is null;--> statement-breakpoint
CREATE INDEX "pairs_dealt" ON "pairs" USING btree ("arena_id","version" DESC NULLS FIRST) WHERE "pairs"."round_id" is not null and "pairs"."copy_of" is null and "pairs"."repeat_of" is null;