/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tiny line of a series. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-spark.h"

#define LINE_WIDTH 1.5
#define MARGIN 2.0

struct _EspSpark
{
  GtkWidget parent_instance;

  GArray *values; /* (owned) double */
  int width;
  int height;
};

G_DEFINE_FINAL_TYPE (EspSpark, esp_spark, GTK_TYPE_WIDGET)

static void
esp_spark_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  EspSpark *self = ESP_SPARK (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height;
}

static void
find_range (EspSpark *self, double *out_low, double *out_high)
{
  *out_low = *out_high = g_array_index (self->values, double, 0);
  for (guint i = 1; i < self->values->len; i++)
    {
      *out_low = MIN (*out_low, g_array_index (self->values, double, i));
      *out_high = MAX (*out_high, g_array_index (self->values, double, i));
    }
}

static void
esp_spark_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EspSpark *self = ESP_SPARK (widget);
  double width = gtk_widget_get_width (widget) - 2 * MARGIN;
  double height = gtk_widget_get_height (widget) - 2 * MARGIN;
  double low, high;
  GdkRGBA color;
  cairo_t *cr;

  if (self->values->len < 2)
    return;
  find_range (self, &low, &high);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                       (float) gtk_widget_get_height (widget)));
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < self->values->len; i++)
    {
      double share =
        high > low ? (g_array_index (self->values, double, i) - low) / (high - low) : 0.5;

      cairo_line_to (cr, MARGIN + width * i / (self->values->len - 1),
                     MARGIN + height * (1 - share));
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
esp_spark_finalize (GObject *object)
{
  g_array_unref (ESP_SPARK (object)->values);
  G_OBJECT_CLASS (esp_spark_parent_class)->finalize (object);
}

static void
esp_spark_class_init (EspSparkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_spark_finalize;
  GTK_WIDGET_CLASS (klass)->measure = esp_spark_measure;
  GTK_WIDGET_CLASS (klass)->snapshot = esp_spark_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "esp-spark");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
esp_spark_init (EspSpark *self)
{
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
}

/**
 * esp_spark_new:
 */
GtkWidget *
esp_spark_new (int width, int height)
{
  EspSpark *self = g_object_new (ESP_TYPE_SPARK, "valign", GTK_ALIGN_CENTER, NULL);

  self->width = width;
  self->height = height;
  return GTK_WIDGET (self);
}

/**
 * esp_spark_set_values:
 * @sentence: what the line shows, for those who do not see it
 */
void
esp_spark_set_values (EspSpark *self, const double *values, guint n_values, const char *sentence)
{
  g_array_set_size (self->values, 0);
  g_array_append_vals (self->values, values, n_values);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
