CREATE TYPE "public"."training_method" AS ENUM('ppo', 'dpo');--> statement-breakpoint
ALTER TYPE "public"."step_kind" ADD VALUE 'dpo' BEFORE 'gate';--> statement-breakpoint
ALTER TYPE "public"."step_kind" ADD VALUE 'sft' BEFORE 'gate';--> statement-breakpoint
CREATE TABLE "training_choices" (
	"arena_id" integer PRIMARY KEY NOT NULL,
	"settings" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "method" "training_method";