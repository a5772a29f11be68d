CREATE TYPE "public"."lesson_exhibit" AS ENUM('reads', 'imitates', 'practises', 'cheats', 'dpo', 'feedback', 'constitution');--> statement-breakpoint
CREATE TYPE "public"."lesson_exhibit_work" AS ENUM('waiting', 'reading', 'answering', 'training', 'comparing', 'revising');--> statement-breakpoint
CREATE TABLE "lesson_exhibits" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lesson_exhibits_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"arena_id" integer NOT NULL,
	"session_id" uuid,
	"exhibit" "lesson_exhibit" NOT NULL,
	"edition" integer NOT NULL,
	"parameters" jsonb NOT NULL,
	"progress" double precision DEFAULT 0 NOT NULL,
	"work" "lesson_exhibit_work" DEFAULT 'waiting' NOT NULL,
	"content" jsonb,
	"error" text,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "lesson_exhibits_progress" CHECK ("lesson_exhibits"."progress" between 0 and 1),
	CONSTRAINT "lesson_exhibits_ended" CHECK (num_nonnulls("lesson_exhibits"."content", "lesson_exhibits"."error") = ("lesson_exhibits"."ended_at" is not null)::int)
);
--> statement-breakpoint
ALTER TABLE "lesson_exhibits" ADD CONSTRAINT "lesson_exhibits_arena_id_arenas_id_fk" FOREIGN KEY ("arena_id") REFERENCES "public"."arenas"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lesson_exhibits" ADD CONSTRAINT "lesson_exhibits_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lesson_exhibits_of_session" ON "lesson_exhibits" USING btree ("session_id","exhibit","id");--> statement-breakpoint
CREATE INDEX "lesson_exhibits_waiting" ON "lesson_exhibits" USING btree ("arena_id","id") WHERE "lesson_exhibits"."ended_at" is null;