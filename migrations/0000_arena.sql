CREATE TYPE "public"."pair_kind" AS ENUM('rapid', 'showdown');--> statement-breakpoint
CREATE TYPE "public"."policy_status" AS ENUM('candidate', 'promoted', 'rejected', 'rolled_back');--> statement-breakpoint
CREATE TYPE "public"."step_kind" AS ENUM('reward', 'ppo', 'gate');--> statement-breakpoint
CREATE TYPE "public"."trainer_state" AS ENUM('loading', 'idle', 'reward', 'ppo', 'gate', 'refill');--> statement-breakpoint
CREATE TYPE "public"."verdict" AS ENUM('a', 'b', 'tie', 'bothBad');--> statement-breakpoint
CREATE TABLE "policies" (
	"arena_id" integer NOT NULL,
	"version" integer NOT NULL,
	"parent" integer,
	"status" "policy_status" NOT NULL,
	"folder" text NOT NULL,
	"reason" text,
	"metrics" jsonb NOT NULL,
	"comparison_id" bigint NOT NULL,
	"trained_on_round" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"promoted_at" timestamp with time zone,
	CONSTRAINT "policies_arena_id_version_pk" PRIMARY KEY("arena_id","version"),
	CONSTRAINT "policies_version" CHECK ("policies"."version" >= 0),
	CONSTRAINT "policies_parent_is_older" CHECK ("policies"."parent" < "policies"."version"),
	CONSTRAINT "policies_promoted_at" CHECK (("policies"."promoted_at" is not null) = ("policies"."status" in ('promoted', 'rolled_back'))),
	CONSTRAINT "policies_reason" CHECK ("policies"."reason" is not null or "policies"."status" in ('candidate', 'promoted'))
);
--> statement-breakpoint
CREATE TABLE "pairs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arena_id" integer NOT NULL,
	"kind" "pair_kind" NOT NULL,
	"prompt_id" uuid NOT NULL,
	"a" uuid NOT NULL,
	"b" uuid NOT NULL,
	"version" integer NOT NULL,
	"priority" double precision NOT NULL,
	"round_id" uuid,
	"player_id" uuid,
	"dealt_at" timestamp with time zone,
	"copy_of" uuid,
	"repeat_of" uuid,
	CONSTRAINT "pairs_copied_once_a_player" UNIQUE("player_id","copy_of"),
	CONSTRAINT "pairs_repeated_once" UNIQUE("repeat_of"),
	CONSTRAINT "pairs_two_responses" CHECK ("pairs"."a" <> "pairs"."b"),
	CONSTRAINT "pairs_dealt_to_round" CHECK (("pairs"."round_id" is null) = ("pairs"."dealt_at" is null)),
	CONSTRAINT "pairs_dealt_to_player" CHECK (("pairs"."player_id" is not null) = ("pairs"."round_id" is not null and "pairs"."kind" = 'rapid')),
	CONSTRAINT "pairs_copy_or_repeat" CHECK ("pairs"."copy_of" is null or "pairs"."repeat_of" is null)
);
--> statement-breakpoint
CREATE TABLE "prompts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "prompts_wording" UNIQUE("name","text"),
	CONSTRAINT "prompts_length" CHECK (octet_length("prompts"."name") + octet_length("prompts"."text") <= 2000)
);
--> statement-breakpoint
CREATE TABLE "responses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"arena_id" integer NOT NULL,
	"policy_version" integer NOT NULL,
	"prompt_id" uuid NOT NULL,
	"text" text NOT NULL,
	"tokens" integer[] NOT NULL,
	"reward" double precision,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rounds" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"index" integer NOT NULL,
	"policy_version" integer NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "rounds_index_in_session" UNIQUE("session_id","index"),
	CONSTRAINT "rounds_index" CHECK ("rounds"."index" >= 0),
	CONSTRAINT "rounds_policy_version" CHECK ("rounds"."policy_version" >= 0)
);
--> statement-breakpoint
CREATE TABLE "players" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"nickname" text NOT NULL,
	"nickname_key" text NOT NULL,
	"avatar" integer NOT NULL,
	"score" double precision DEFAULT 0 NOT NULL,
	"kicked" boolean DEFAULT false NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"joined_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "players_tokenHash_unique" UNIQUE("token_hash"),
	CONSTRAINT "players_nickname_in_session" UNIQUE("session_id","nickname_key"),
	CONSTRAINT "players_nickname_not_empty" CHECK ("players"."nickname_key" <> ''),
	CONSTRAINT "players_avatar" CHECK ("players"."avatar" between 0 and 63),
	CONSTRAINT "players_token_is_sha256" CHECK (octet_length("players"."token_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"code" text NOT NULL,
	"arena_id" integer NOT NULL,
	"settings" jsonb NOT NULL,
	"host_token_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "sessions_code_letters" CHECK ("sessions"."code" ~ '^[A-Z]{4,5}$'),
	CONSTRAINT "sessions_token_is_sha256" CHECK (octet_length("sessions"."host_token_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "ratings" (
	"arena_id" integer NOT NULL,
	"version" integer NOT NULL,
	"rating" double precision NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"votes" integer NOT NULL,
	CONSTRAINT "ratings_arena_id_version_pk" PRIMARY KEY("arena_id","version"),
	CONSTRAINT "ratings_interval" CHECK ("ratings"."rating" between "ratings"."low" and "ratings"."high"),
	CONSTRAINT "ratings_votes" CHECK ("ratings"."votes" >= 0)
);
--> statement-breakpoint
CREATE TABLE "reward_models" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reward_models_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"arena_id" integer NOT NULL,
	"comparison_id" bigint NOT NULL,
	"folder" text NOT NULL,
	"metrics" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trainer_heartbeats" (
	"arena_id" integer PRIMARY KEY NOT NULL,
	"state" "trainer_state" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "training_steps" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "training_steps_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"arena_id" integer NOT NULL,
	"kind" "step_kind" NOT NULL,
	"policy_version" integer NOT NULL,
	"metrics" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "comparisons" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "comparisons_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"arena_id" integer NOT NULL,
	"pair_id" uuid NOT NULL,
	"round_id" uuid NOT NULL,
	"label" double precision NOT NULL,
	"both_bad" double precision NOT NULL,
	"votes" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "comparisons_pairId_unique" UNIQUE("pair_id"),
	CONSTRAINT "comparisons_label" CHECK ("comparisons"."label" between 0 and 1),
	CONSTRAINT "comparisons_both_bad" CHECK ("comparisons"."both_bad" between 0 and 1),
	CONSTRAINT "comparisons_votes" CHECK ("comparisons"."votes" > 0)
);
--> statement-breakpoint
CREATE TABLE "predictions" (
	"round_id" uuid NOT NULL,
	"player_id" uuid NOT NULL,
	"share" double precision NOT NULL,
	"points" double precision,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "predictions_round_id_player_id_pk" PRIMARY KEY("round_id","player_id"),
	CONSTRAINT "predictions_share" CHECK ("predictions"."share" between 0 and 1)
);
--> statement-breakpoint
CREATE TABLE "votes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"pair_id" uuid NOT NULL,
	"player_id" uuid NOT NULL,
	"round_id" uuid NOT NULL,
	"verdict" "verdict" NOT NULL,
	"decision_ms" integer NOT NULL,
	"cast_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "votes_once" UNIQUE("pair_id","player_id"),
	CONSTRAINT "votes_decision_ms" CHECK ("votes"."decision_ms" between 0 and 3600000)
);
--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_trained_on_round_rounds_id_fk" FOREIGN KEY ("trained_on_round") REFERENCES "public"."rounds"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_arena_id_parent_policies_arena_id_version_fk" FOREIGN KEY ("arena_id","parent") REFERENCES "public"."policies"("arena_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_prompt_id_prompts_id_fk" FOREIGN KEY ("prompt_id") REFERENCES "public"."prompts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_a_responses_id_fk" FOREIGN KEY ("a") REFERENCES "public"."responses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_b_responses_id_fk" FOREIGN KEY ("b") REFERENCES "public"."responses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_copy_of_pairs_id_fk" FOREIGN KEY ("copy_of") REFERENCES "public"."pairs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_repeat_of_pairs_id_fk" FOREIGN KEY ("repeat_of") REFERENCES "public"."pairs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_arena_id_version_policies_arena_id_version_fk" FOREIGN KEY ("arena_id","version") REFERENCES "public"."policies"("arena_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_prompt_id_prompts_id_fk" FOREIGN KEY ("prompt_id") REFERENCES "public"."prompts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_arena_id_policy_version_policies_arena_id_version_fk" FOREIGN KEY ("arena_id","policy_version") REFERENCES "public"."policies"("arena_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "players" ADD CONSTRAINT "players_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_arena_id_version_policies_arena_id_version_fk" FOREIGN KEY ("arena_id","version") REFERENCES "public"."policies"("arena_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comparisons" ADD CONSTRAINT "comparisons_pair_id_pairs_id_fk" FOREIGN KEY ("pair_id") REFERENCES "public"."pairs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comparisons" ADD CONSTRAINT "comparisons_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "predictions" ADD CONSTRAINT "predictions_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "predictions" ADD CONSTRAINT "predictions_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "votes" ADD CONSTRAINT "votes_pair_id_pairs_id_fk" FOREIGN KEY ("pair_id") REFERENCES "public"."pairs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "votes" ADD CONSTRAINT "votes_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "votes" ADD CONSTRAINT "votes_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pairs_undealt" ON "pairs" USING btree ("arena_id","kind","version" DESC NULLS LAST,"priority" DESC NULLS LAST,"id") WHERE "pairs"."round_id" is null;--> statement-breakpoint
CREATE INDEX "pairs_dealt" ON "pairs" USING btree ("arena_id","version" DESC NULLS LAST) WHERE "pairs"."round_id" is not null and "pairs"."copy_of" is null and "pairs"."repeat_of" is null;--> statement-breakpoint
CREATE INDEX "pairs_of_round" ON "pairs" USING btree ("round_id");--> statement-breakpoint
CREATE INDEX "pairs_of_player" ON "pairs" USING btree ("player_id");--> statement-breakpoint
CREATE UNIQUE INDEX "pairs_one_showdown_a_round" ON "pairs" USING btree ("round_id") WHERE "pairs"."kind" = 'showdown';--> statement-breakpoint
CREATE INDEX "rounds_open" ON "rounds" USING btree ("opened_at") WHERE "rounds"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "players_joined" ON "players" USING btree ("joined_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_open_code" ON "sessions" USING btree ("code") WHERE "sessions"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "sessions_created" ON "sessions" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "reward_models_newest" ON "reward_models" USING btree ("arena_id","id");--> statement-breakpoint
CREATE INDEX "training_steps_in_arena" ON "training_steps" USING btree ("arena_id","id");--> statement-breakpoint
CREATE INDEX "comparisons_in_arena" ON "comparisons" USING btree ("arena_id","id");--> statement-breakpoint
CREATE INDEX "comparisons_of_round" ON "comparisons" USING btree ("round_id");--> statement-breakpoint
CREATE INDEX "predictions_of_player" ON "predictions" USING btree ("player_id");--> statement-breakpoint
CREATE INDEX "votes_of_round" ON "votes" USING btree ("round_id");--> statement-breakpoint
CREATE INDEX "votes_of_player" ON "votes" USING btree ("player_id");