CREATE TYPE "public"."beat" AS ENUM('writing', 'rapid', 'showdown', 'ranking');--> statement-breakpoint
CREATE TABLE "installation" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"secret" uuid DEFAULT gen_random_uuid() NOT NULL,
	CONSTRAINT "installation_one_row" CHECK ("installation"."id" = 1)
);
--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "beat" "beat";--> statement-breakpoint
ALTER TABLE "players" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "votes" ADD COLUMN "measured_ms" integer;--> statement-breakpoint
ALTER TABLE "votes" ADD CONSTRAINT "votes_measured_ms" CHECK ("votes"."measured_ms" >= 0);--> statement-breakpoint
INSERT INTO "installation" DEFAULT VALUES;
