CREATE TABLE "ai_comparisons" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ai_comparisons_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"arena_id" integer NOT NULL,
	"pair_id" uuid NOT NULL,
	"judge" text NOT NULL,
	"label" double precision NOT NULL,
	"orders_agree" boolean,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ai_comparisons_once" UNIQUE("pair_id","judge"),
	CONSTRAINT "ai_comparisons_label" CHECK ("ai_comparisons"."label" between 0 and 1)
);
--> statement-breakpoint
CREATE TABLE "ai_judges" (
	"arena_id" integer PRIMARY KEY NOT NULL,
	"judge" text NOT NULL,
	"share" double precision NOT NULL,
	"paused" text,
	"paused_until" timestamp with time zone,
	"calls" integer NOT NULL,
	"tokens" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ai_judges_share" CHECK ("ai_judges"."share" between 0 and 1)
);
--> statement-breakpoint
ALTER TABLE "ai_comparisons" ADD CONSTRAINT "ai_comparisons_pair_id_pairs_id_fk" FOREIGN KEY ("pair_id") REFERENCES "public"."pairs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ai_comparisons_of_judge" ON "ai_comparisons" USING btree ("arena_id","judge","id");