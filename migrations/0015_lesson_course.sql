CREATE TYPE "public"."lesson_place" AS ENUM('welcome', 'reads', 'imitates', 'taste', 'practises', 'cheats', 'ways', 'farewell');--> statement-breakpoint
CREATE TABLE "lesson_answers" (
	"session_id" uuid NOT NULL,
	"key" text NOT NULL,
	"player_id" uuid NOT NULL,
	"picks" integer[],
	"text" text,
	"hidden" boolean DEFAULT false NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lesson_answers_session_id_key_player_id_pk" PRIMARY KEY("session_id","key","player_id"),
	CONSTRAINT "lesson_answers_picks_or_text" CHECK (num_nonnulls("lesson_answers"."picks", "lesson_answers"."text") = 1)
);
--> statement-breakpoint
CREATE TABLE "lessons" (
	"session_id" uuid PRIMARY KEY NOT NULL,
	"seed" integer DEFAULT floor(random() * 2147483647) NOT NULL,
	"place" "lesson_place" NOT NULL,
	"step" integer NOT NULL,
	"closed" boolean NOT NULL,
	"away" boolean NOT NULL,
	"runs" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lessons_step" CHECK ("lessons"."step" >= 0)
);
--> statement-breakpoint
ALTER TABLE "lesson_answers" ADD CONSTRAINT "lesson_answers_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lesson_answers" ADD CONSTRAINT "lesson_answers_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lessons" ADD CONSTRAINT "lessons_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;