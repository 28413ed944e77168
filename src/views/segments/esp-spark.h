/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A line of sizes by day, as small as a word; told in words too. */
#define ESP_TYPE_SPARK (esp_spark_get_type ())
G_DECLARE_FINAL_TYPE (EspSpark, esp_spark, ESP, SPARK, GtkWidget)

GtkWidget *esp_spark_new (int width, int height);
void
esp_spark_set_values (EspSpark *self, const double *values, guint n_values, const char *sentence);

G_END_DECLS
