/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out by which column a column view is sorted, which this release of the toolkit does not tell:
 * the view's sorter is asked to compare two things, and the first of our sorters that it turns to is
 * the column; whether the answer comes back turned round is the direction. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-sorter.h"

struct _EspLeadSorter
{
  GtkSorter parent_instance;

  char *column; /* (owned) */
};

G_DEFINE_FINAL_TYPE (EspLeadSorter, esp_lead_sorter, GTK_TYPE_SORTER)

static EspLeadSorter *first_asked; /* main thread, during a probe */

static GtkOrdering
esp_lead_sorter_compare (GtkSorter *sorter, gpointer item1, gpointer item2)
{
  if (first_asked == NULL)
    first_asked = ESP_LEAD_SORTER (sorter);
  return GTK_ORDERING_SMALLER;
}

static GtkSorterOrder
esp_lead_sorter_get_order (GtkSorter *sorter)
{
  return GTK_SORTER_ORDER_PARTIAL;
}

static void
esp_lead_sorter_finalize (GObject *object)
{
  g_free (ESP_LEAD_SORTER (object)->column);
  G_OBJECT_CLASS (esp_lead_sorter_parent_class)->finalize (object);
}

static void
esp_lead_sorter_class_init (EspLeadSorterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_lead_sorter_finalize;
  GTK_SORTER_CLASS (klass)->compare = esp_lead_sorter_compare;
  GTK_SORTER_CLASS (klass)->get_order = esp_lead_sorter_get_order;
}

static void
esp_lead_sorter_init (EspLeadSorter *self)
{
}

/**
 * esp_lead_sorter_new:
 * @column: what the list is to be sorted by, as in #EspLeadQuery
 *
 * Returns: (transfer full): a sorter for a column's header
 */
GtkSorter *
esp_lead_sorter_new (const char *column)
{
  EspLeadSorter *self = g_object_new (ESP_TYPE_LEAD_SORTER, NULL);

  self->column = g_strdup (column);
  return GTK_SORTER (self);
}

/**
 * esp_lead_sorter_probe:
 * @view_sorter: of a column view
 *
 * Returns: (transfer none) (nullable): the column that the view is sorted by, or %NULL for none
 */
const char *
esp_lead_sorter_probe (GtkSorter *view_sorter, gboolean *out_is_descending)
{
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) b = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering ordering;

  first_asked = NULL;
  ordering = gtk_sorter_compare (view_sorter, a, b);
  *out_is_descending = ordering == GTK_ORDERING_LARGER;
  return first_asked != NULL ? first_asked->column : NULL;
}
