CREATE TABLE "prompt_packs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"prompts" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "prompt_packs_size" CHECK (cardinality("prompt_packs"."prompts") between 1 and 500)
);
--> statement-breakpoint
ALTER TABLE "players" DROP CONSTRAINT "players_nickname_in_session";--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "banned" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "muted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "players_nickname_in_session" ON "players" USING btree ("session_id","nickname_key") WHERE not "players"."kicked" or "players"."banned";--> statement-breakpoint
ALTER TABLE "players" ADD CONSTRAINT "players_banned_is_kicked" CHECK ("players"."kicked" or not "players"."banned");