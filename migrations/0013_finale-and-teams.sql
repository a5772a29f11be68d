ALTER TYPE "public"."beat" ADD VALUE 'finale';--> statement-breakpoint
ALTER TYPE "public"."pair_kind" ADD VALUE 'finale' BEFORE 'imported';--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "step" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "team_looks" jsonb DEFAULT '[]'::jsonb NOT NULL;