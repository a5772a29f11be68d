CREATE TYPE "public"."training_job_method" AS ENUM('dpo', 'reward+rloo', 'reward+grpo');--> statement-breakpoint
CREATE TYPE "public"."training_job_problem" AS ENUM('gate', 'stale', 'arena', 'parent', 'comparisons', 'duplicate', 'checksum', 'base', 'numbers', 'unreadable', 'engine', 'lost', 'unreachable', 'minutes', 'disk', 'host', 'changed');--> statement-breakpoint
CREATE TYPE "public"."training_job_state" AS ENUM('queued', 'running', 'gated', 'promoted', 'rejected', 'cancelled', 'failed');--> statement-breakpoint
CREATE TYPE "public"."training_engine" AS ENUM('tfjs', 'trl', 'ray', 'http');--> statement-breakpoint
ALTER TYPE "public"."trainer_state" ADD VALUE 'blocked' BEFORE 'reward';--> statement-breakpoint
CREATE TABLE "trainer_terms" (
	"term" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "trainer_terms_term_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"holder" text NOT NULL,
	"taken_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"key" text PRIMARY KEY NOT NULL,
	"free_at" timestamp with time zone NOT NULL,
	CONSTRAINT "budgets_key_length" CHECK (length("budgets"."key") between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "duties" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "room_leases" (
	"session_id" uuid PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"epoch" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "room_leases_epoch" UNIQUE("session_id","epoch"),
	CONSTRAINT "room_leases_epoch_positive" CHECK ("room_leases"."epoch" > 0)
);
--> statement-breakpoint
CREATE TABLE "training_jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"arena_id" integer NOT NULL,
	"engine" "training_engine" NOT NULL,
	"method" "training_job_method" NOT NULL,
	"term" bigint NOT NULL,
	"parent" integer NOT NULL,
	"comparison_to" bigint NOT NULL,
	"engine_job" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"state" "training_job_state" DEFAULT 'queued' NOT NULL,
	"progress" double precision,
	"log" text DEFAULT '' NOT NULL,
	"uri" text,
	"sha256" text,
	"problem" "training_job_problem",
	"reason" text,
	"version" integer,
	"refusals" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"cleared" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "training_jobs_engineJob_unique" UNIQUE("engine_job"),
	CONSTRAINT "training_jobs_progress" CHECK ("training_jobs"."progress" between 0 and 1),
	CONSTRAINT "training_jobs_ended" CHECK (("training_jobs"."ended_at" is not null) = ("training_jobs"."state" not in ('queued', 'running', 'gated'))),
	CONSTRAINT "training_jobs_candidate" CHECK ("training_jobs"."uri" is not null or "training_jobs"."state" not in ('gated', 'promoted'))
);
--> statement-breakpoint
DROP INDEX "sessions_one_drop_in";--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "shard" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "room_leases" ADD CONSTRAINT "room_leases_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_jobs" ADD CONSTRAINT "training_jobs_arena_id_arenas_id_fk" FOREIGN KEY ("arena_id") REFERENCES "public"."arenas"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "room_leases_of_owner" ON "room_leases" USING btree ("owner");--> statement-breakpoint
CREATE UNIQUE INDEX "training_jobs_one_active" ON "training_jobs" USING btree ("arena_id") WHERE "training_jobs"."state" in ('queued', 'running', 'gated');--> statement-breakpoint
CREATE INDEX "training_jobs_newest" ON "training_jobs" USING btree ("arena_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_drop_in_shards" ON "sessions" USING btree ("shard") WHERE "sessions"."drop_in" and "sessions"."finished_at" is null;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_shard" CHECK ("sessions"."shard" between 1 and 1000);