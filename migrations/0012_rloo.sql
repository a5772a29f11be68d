ALTER TYPE "public"."training_method" ADD VALUE 'rloo';--> statement-breakpoint
ALTER TYPE "public"."step_kind" ADD VALUE 'rloo' BEFORE 'sft';