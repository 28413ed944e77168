/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out by which column, and in which direction, a column view wants its rows. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-sql-sorter.h"

struct _EspSqlSorter
{
  GtkSorter parent_instance;

  char *column;
};

/* The sorter that answered first, while a probe runs. Main thread only. */
static EspSqlSorter *first_asked;

G_DEFINE_FINAL_TYPE (EspSqlSorter, esp_sql_sorter, GTK_TYPE_SORTER)

static GtkOrdering
esp_sql_sorter_compare (GtkSorter *sorter, gpointer item1, gpointer item2)
{
  if (first_asked == NULL)
    first_asked = ESP_SQL_SORTER (sorter);
  return item1 < item2 ? GTK_ORDERING_SMALLER : GTK_ORDERING_LARGER;
}

static GtkSorterOrder
esp_sql_sorter_get_order (GtkSorter *sorter)
{
  return GTK_SORTER_ORDER_PARTIAL;
}

static void
esp_sql_sorter_finalize (GObject *object)
{
  g_free (ESP_SQL_SORTER (object)->column);
  G_OBJECT_CLASS (esp_sql_sorter_parent_class)->finalize (object);
}

static void
esp_sql_sorter_class_init (EspSqlSorterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_sql_sorter_finalize;
  GTK_SORTER_CLASS (klass)->compare = esp_sql_sorter_compare;
  GTK_SORTER_CLASS (klass)->get_order = esp_sql_sorter_get_order;
}

static void
esp_sql_sorter_init (EspSqlSorter *self)
{
}

/**
 * esp_sql_sorter_new:
 * @column: what esp_sql_sorter_probe() answers for the column: a name that the store knows
 *
 * Returns: (transfer full): a sorter for gtk_column_view_column_set_sorter()
 */
GtkSorter *
esp_sql_sorter_new (const char *column)
{
  EspSqlSorter *self = g_object_new (ESP_TYPE_SQL_SORTER, NULL);

  self->column = g_strdup (column);
  return GTK_SORTER (self);
}

/**
 * esp_sql_sorter_get_column:
 *
 * Returns: the column it stands for
 */
const char *
esp_sql_sorter_get_column (EspSqlSorter *self)
{
  g_return_val_if_fail (ESP_IS_SQL_SORTER (self), NULL);

  return self->column;
}

/**
 * esp_sql_sorter_probe:
 * @out_is_descending: (out): the direction
 *
 * Asks the sorter of @view how it orders two objects that are not rows: the first column asked is
 * the one whose header was clicked last, the answer is its direction. Call it when the view's
 * sorter emits "changed".
 *
 * Returns: (nullable): the column, NULL when the view is not sorted
 */
const char *
esp_sql_sorter_probe (GtkColumnView *view, gboolean *out_is_descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (view);
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) b = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering order;

  first_asked = NULL;
  /* A fixed order of the two, so that the sign is the direction. */
  order = gtk_sorter_compare (sorter, MIN (a, b), MAX (a, b));
  if (first_asked == NULL)
    return NULL;
  *out_is_descending = order == GTK_ORDERING_LARGER;
  return first_asked->column;
}
