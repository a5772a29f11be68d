ALTER TYPE "public"."pair_kind" ADD VALUE 'imported';--> statement-breakpoint
ALTER TABLE "prompts" DROP CONSTRAINT "prompts_wording";--> statement-breakpoint
ALTER TABLE "prompts" DROP CONSTRAINT "prompts_length";--> statement-breakpoint
ALTER TABLE "responses" DROP CONSTRAINT "responses_of_policy_or_player";--> statement-breakpoint
ALTER TABLE "prompts" ADD COLUMN "wording" text GENERATED ALWAYS AS (md5("text")) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "prompts" ADD CONSTRAINT "prompts_wording" UNIQUE("name","wording");--> statement-breakpoint
ALTER TABLE "prompts" ADD CONSTRAINT "prompts_length" CHECK (octet_length("prompts"."name") <= 2000 and octet_length("prompts"."text") <= 65536);--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_of_policy_or_player" CHECK ("responses"."policy_version" is null or "responses"."author_id" is null);