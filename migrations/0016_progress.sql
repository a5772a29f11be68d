ALTER TYPE "public"."trainer_state" ADD VALUE 'withheld';--> statement-breakpoint
ALTER TYPE "public"."trainer_state" ADD VALUE 'overlong';--> statement-breakpoint
ALTER TABLE "trainer_heartbeats" ADD COLUMN "progress" double precision;