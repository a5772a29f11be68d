CREATE TYPE "public"."host_right" AS ENUM('course', 'moderation', 'host');--> statement-breakpoint
CREATE TABLE "remotes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"name" text NOT NULL,
	"right" "host_right" NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "remotes_token_in_session" UNIQUE("session_id","token_hash"),
	CONSTRAINT "remotes_name" CHECK (length("remotes"."name") between 1 and 40),
	CONSTRAINT "remotes_token_is_sha256" CHECK (octet_length("remotes"."token_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "seat_tokens" (
	"player_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "seat_tokens_token_hash_player_id_pk" PRIMARY KEY("token_hash","player_id"),
	CONSTRAINT "seat_tokens_is_sha256" CHECK (octet_length("seat_tokens"."token_hash") = 32)
);
--> statement-breakpoint
ALTER TABLE "players" DROP CONSTRAINT "players_tokenHash_unique";--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "return_code_hash" "bytea";--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "rematch_of" uuid;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "locked" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "screen_pass" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "remotes" ADD CONSTRAINT "remotes_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seat_tokens" ADD CONSTRAINT "seat_tokens_player_id_players_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."players"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "seat_tokens_of_player" ON "seat_tokens" USING btree ("player_id");--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_rematch_of_sessions_id_fk" FOREIGN KEY ("rematch_of") REFERENCES "public"."sessions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "players" ADD CONSTRAINT "players_token_in_session" UNIQUE("token_hash","session_id");--> statement-breakpoint
ALTER TABLE "players" ADD CONSTRAINT "players_return_code_in_session" UNIQUE("session_id","return_code_hash");--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_rematchOf_unique" UNIQUE("rematch_of");