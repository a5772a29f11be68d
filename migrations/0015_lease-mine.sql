CREATE TABLE "room_leases" (
	"session_id" uuid PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"epoch" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "room_leases_epoch" UNIQUE("session_id","epoch"),
	CONSTRAINT "room_leases_epoch_positive" CHECK ("room_leases"."epoch" > 0)
);
--> statement-breakpoint
ALTER TABLE "room_leases" ADD CONSTRAINT "room_leases_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "room_leases_of_owner" ON "room_leases" USING btree ("owner");