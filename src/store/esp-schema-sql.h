/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements of each version of the schema; for esp-schema.c alone. */
#pragma once

extern const char *const esp_schema_1_sql[];
extern const char *const esp_schema_1_journeys_sql[];
extern const char *const esp_schema_1_reports_sql[];
extern const char *const esp_schema_1_plan_sql[];
extern const char *const esp_schema_1_process_sql[];
extern const char *const esp_schema_1_facts_sql[];
extern const char *const esp_schema_1_reviews_sql[];
extern const char *const esp_schema_1_audiences_sql[];
