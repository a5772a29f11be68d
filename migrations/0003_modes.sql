ALTER TYPE "public"."pair_kind" ADD VALUE 'podium';--> statement-breakpoint
ALTER TYPE "public"."pair_kind" ADD VALUE 'bot';--> statement-breakpoint
CREATE TABLE "demonstrations" (
	"response_id" uuid PRIMARY KEY NOT NULL,
	"arena_id" integer NOT NULL,
	"share" double precision NOT NULL,
	"votes" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"response_id" uuid NOT NULL,
	"player_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reports_response_id_player_id_pk" PRIMARY KEY("response_id","player_id")
);
--> statement-breakpoint
ALTER TABLE "responses" ALTER COLUMN "policy_version" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "predictions" ALTER COLUMN "share" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "responses" ADD COLUMN "author_id" uuid;--> statement-breakpoint
ALTER TABLE "responses" ADD COLUMN "round_id" uuid;--> statement-breakpoint
ALTER TABLE "responses" ADD COLUMN "hidden_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "prompt_id" uuid;--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "team" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "consented_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "drop_in" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "predictions" ADD COLUMN "pick" uuid;--> statement-breakpoint
ALTER TABLE "demonstrations" ADD CONSTRAINT "demonstrations_response_id_responses_id_fk" FOREIGN KEY ("response_id") REFERENCES "public"."responses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_response_id_responses_id_fk" FOREIGN KEY ("response_id") REFERENCES "public"."responses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "demonstrations_in_arena" ON "demonstrations" USING btree ("arena_id","at");--> statement-breakpoint
CREATE INDEX "reports_of_player" ON "reports" USING btree ("player_id");--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_author_id_players_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_prompt_id_prompts_id_fk" FOREIGN KEY ("prompt_id") REFERENCES "public"."prompts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "predictions" ADD CONSTRAINT "predictions_pick_responses_id_fk" FOREIGN KEY ("pick") REFERENCES "public"."responses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "responses_of_version" ON "responses" USING btree ("arena_id","policy_version");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_one_drop_in" ON "sessions" USING btree ("drop_in") WHERE "sessions"."drop_in" and "sessions"."finished_at" is null;--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_written_once" UNIQUE("round_id","author_id");--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_of_policy_or_player" CHECK (("responses"."policy_version" is null) = ("responses"."author_id" is not null));--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_written_in_round" CHECK (("responses"."author_id" is null) = ("responses"."round_id" is null));--> statement-breakpoint
ALTER TABLE "players" ADD CONSTRAINT "players_team" CHECK ("players"."team" between 0 and 4);--> statement-breakpoint
ALTER TABLE "predictions" ADD CONSTRAINT "predictions_share_or_pick" CHECK (("predictions"."share" is null) = ("predictions"."pick" is not null));