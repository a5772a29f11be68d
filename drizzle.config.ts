import { defineConfig } from "drizzle-kit";

/** `npm run migrations` compares the schema with the last migration and writes the next one; it needs no database. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./server/store/schema/*.ts",
  out: "./migrations",
  casing: "snake_case",
});
