ALTER TYPE "public"."beat" ADD VALUE 'gathering' BEFORE 'rapid';--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "paused" boolean DEFAULT false NOT NULL;