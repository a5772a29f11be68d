CREATE TABLE "contestants" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "contestants_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"arena_id" integer NOT NULL,
	"name" text NOT NULL,
	"share" double precision DEFAULT 0 NOT NULL,
	"paused" text,
	"paused_until" timestamp with time zone,
	"calls" integer DEFAULT 0 NOT NULL,
	"tokens" bigint DEFAULT 0 NOT NULL,
	"unusable" integer DEFAULT 0 NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contestants_name" UNIQUE("arena_id","name"),
	CONSTRAINT "contestants_share" CHECK ("contestants"."share" between 0 and 1)
);
--> statement-breakpoint
ALTER TABLE "responses" DROP CONSTRAINT "responses_of_policy_or_player";--> statement-breakpoint
ALTER TABLE "responses" ADD COLUMN "contestant_id" integer;--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_contestant_id_contestants_id_fk" FOREIGN KEY ("contestant_id") REFERENCES "public"."contestants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "responses_of_contestant" ON "responses" USING btree ("contestant_id","prompt_id") WHERE "responses"."contestant_id" is not null;--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_one_author" CHECK (num_nonnulls("responses"."policy_version", "responses"."author_id", "responses"."contestant_id") <= 1);