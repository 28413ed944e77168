/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of all segments: what they say, how many they hold, how that moved, what uses them. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-table.h"

#include "store/esp-segment-state.h"
#include "store/esp-segment-uses.h"
#include "views/segments/esp-segment-item.h"
#include "views/segments/esp-spark.h"
#include "views/shell/esp-column-cell.h"
#include "views/shell/esp-search-table.h"
#include "worker/esp-segment-service.h"

#include <glib/gi18n.h>

#define SPARK_WIDTH 72
#define SPARK_HEIGHT 20
#define NAME_WIDTH 220
#define NUMBER_WIDTH 110
#define SENTENCE_CHARS 24

struct _EspSegmentTable
{
  GtkWidget parent_instance;

  EspSession *session; /* (unowned): outlives the screen */
  EspSearchTableInfo info;
  EspSearchTable *table;     /* (owned) */
  GCancellable *cancellable; /* (owned) */
};

enum
{
  COLUMN_NAME,
  COLUMN_WORDS,
  COLUMN_SIZE,
  COLUMN_CHANGE,
  COLUMN_USES,
  COLUMN_STATE,
  N_COLUMNS
};

G_DEFINE_FINAL_TYPE (EspSegmentTable, esp_segment_table, GTK_TYPE_WIDGET)

static EspSegmentService *
service_of (EspSegmentTable *self)
{
  return esp_segment_service_get (esp_session_get_store (self->session));
}

/* Cells. */

static const char *
column_title (int column)
{
  switch (column)
    {
    case COLUMN_NAME:
      return _ ("Name");
    case COLUMN_WORDS:
      return _ ("In words");
    case COLUMN_SIZE:
      return _ ("Size");
    case COLUMN_CHANGE:
      return _ ("7 days");
    case COLUMN_USES:
      return _ ("Used by");
    case COLUMN_STATE:
    default:
      return _ ("State");
    }
}

static GtkWidget *
make_cell (gpointer owner, int column)
{
  GtkWidget *label;

  if (column == COLUMN_CHANGE)
    return esp_spark_new (SPARK_WIDTH, SPARK_HEIGHT);
  label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), column == COLUMN_SIZE ? 1 : 0);
  if (column == COLUMN_SIZE)
    gtk_widget_add_css_class (label, "numeric");
  else
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  /* In a narrow window the sentence keeps some room, and the table scrolls sideways. */
  if (column == COLUMN_WORDS)
    gtk_label_set_width_chars (GTK_LABEL (label), SENTENCE_CHARS);
  return label;
}

static void
bind_name (EspSegmentTable *self, GtkWidget *child, EspSegmentItem *item)
{
  const EspSegment *segment = esp_segment_item_get_segment (item);

  gtk_label_set_text (GTK_LABEL (child), segment->name);
  esp_column_cell_set_row_name (child, segment->name);
}

static void
bind_sentence (EspSegmentTable *self, GtkWidget *child, EspSegmentItem *item)
{
  const EspSegment *segment = esp_segment_item_get_segment (item);
  const char *text = segment->problem != NULL ? _ ("Cannot be counted: open it to mend the rule")
                     : segment->is_static     ? _ ("Fixed list")
                                              : esp_segment_item_get_sentence (item);

  gtk_label_set_text (GTK_LABEL (child), text != NULL ? text : "");
  gtk_widget_set_tooltip_text (child, segment->problem != NULL ? segment->problem : text);
  if (segment->problem != NULL)
    gtk_widget_add_css_class (child, "warning");
  else
    gtk_widget_remove_css_class (child, "warning");
}

static void
bind_size (EspSegmentTable *self, GtkWidget *child, EspSegmentItem *item)
{
  const EspSegment *segment = esp_segment_item_get_segment (item);
  g_autofree char *size = segment->size >= 0 ? esp_format_count (segment->size) : g_strdup ("–");

  gtk_label_set_text (GTK_LABEL (child), size);
}

static void
bind_change (EspSegmentTable *self, GtkWidget *child, EspSegmentItem *item)
{
  const GArray *days = esp_segment_item_get_days (item);
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *change = NULL;
  g_autofree char *sentence = NULL;
  gint64 difference = 0;

  for (guint i = 0; i < days->len; i++)
    {
      double size = (double) g_array_index (days, EspSegmentDay, i).size;

      g_array_append_val (sizes, size);
    }
  if (days->len > 1)
    difference = g_array_index (days, EspSegmentDay, days->len - 1).size -
                 g_array_index (days, EspSegmentDay, 0).size;
  change = esp_format_count (difference);
  sentence = g_strdup_printf (_ ("%s%s in the last 7 days"), difference > 0 ? "+" : "", change);
  esp_spark_set_values (ESP_SPARK (child), (const double *) (gpointer) sizes->data, sizes->len,
                        sentence);
  esp_column_cell_set_name (child, sentence);
}

static void
bind_uses (EspSegmentTable *self, GtkWidget *child, EspSegmentItem *item)
{
  const GPtrArray *uses = esp_segment_item_get_uses (item);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *text =
    uses->len > 0 ? g_strdup_printf (ngettext ("%u place", "%u places", uses->len), uses->len)
                  : g_strdup ("–");

  for (guint i = 0; i < uses->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((EspSegmentUse *) g_ptr_array_index (uses, i))->name);
  gtk_label_set_text (GTK_LABEL (child), text);
  gtk_widget_set_tooltip_text (child, names->len > 0 ? names->str : NULL);
}

static void
bind_fresh (EspSegmentTable *self, GtkWidget *child, EspSegmentItem *item)
{
  const EspSegment *segment = esp_segment_item_get_segment (item);
  g_autofree char *at =
    segment->counted_at_us > 0
      ? esp_format_date (segment->counted_at_us, esp_session_get_zone (self->session),
                         ESP_DATE_SHORT_TIME, esp_session_get_lang (self->session))
      : NULL;

  if (segment->problem != NULL && at != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("frozen since %s"), at);

      gtk_label_set_text (GTK_LABEL (child), text);
      return;
    }
  gtk_label_set_text (GTK_LABEL (child), segment->is_static   ? C_ ("freshness", "static")
                                         : segment->size >= 0 ? C_ ("freshness", "live")
                                                              : _ ("counting…"));
  gtk_widget_set_tooltip_text (child, at);
}

static void
bind_text (EspSegmentTable *self, GtkWidget *label, EspSegmentItem *item, int column)
{
  static void (*const binds[N_COLUMNS]) (EspSegmentTable *, GtkWidget *, EspSegmentItem *) = {
    [COLUMN_NAME] = bind_name, [COLUMN_WORDS] = bind_sentence, [COLUMN_SIZE] = bind_size,
    [COLUMN_USES] = bind_uses, [COLUMN_STATE] = bind_fresh,
  };
  g_autofree char *name = NULL;

  gtk_widget_set_tooltip_text (label, NULL); /* of the item before */
  binds[column](self, label, item);
  name = g_strdup_printf ("%s: %s", column_title (column), gtk_label_get_text (GTK_LABEL (label)));
  esp_column_cell_set_name (label, name);
  if (gtk_label_get_ellipsize (GTK_LABEL (label)) != PANGO_ELLIPSIZE_NONE &&
      !gtk_widget_get_has_tooltip (label))
    gtk_widget_set_tooltip_text (label, gtk_label_get_text (GTK_LABEL (label)));
}

static void
bind_cell (gpointer owner, GtkWidget *cell, gpointer item, int column)
{
  if (column == COLUMN_CHANGE)
    bind_change (owner, cell, item);
  else
    bind_text (owner, cell, item, column);
}

/* Model. */

static gint64
get_id (gpointer item)
{
  return esp_segment_item_get_segment (item)->id;
}

static char *
dup_words (gpointer owner, gpointer item)
{
  return g_strconcat (esp_segment_item_get_segment (item)->name, "\n",
                      esp_segment_item_get_sentence (item), NULL);
}

static gboolean
is_same (gpointer a, gpointer b)
{
  const EspSegment *one = esp_segment_item_get_segment (a);
  const EspSegment *two = esp_segment_item_get_segment (b);

  return one->id == two->id && one->size == two->size && g_str_equal (one->name, two->name) &&
         g_strcmp0 (one->rule, two->rule) == 0 && g_strcmp0 (one->problem, two->problem) == 0 &&
         esp_segment_item_get_uses (a)->len == esp_segment_item_get_uses (b)->len;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentTable) self = data;
  g_autoptr (GError) error = NULL;
  EspSegmentItems *items = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (items != NULL)
    esp_search_table_take (self->table, items->items);
  else if (!g_cancellable_is_cancelled (self->cancellable))
    esp_search_table_fail (self->table, error);
  esp_segment_items_free (items);
}

static void
service_cb (EspSegmentService *service, EspSegmentTable *self)
{
  esp_segment_table_refresh (self);
}

static void
esp_segment_table_dispose (GObject *object)
{
  EspSegmentTable *self = ESP_SEGMENT_TABLE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_segment_table_parent_class)->dispose (object);
}

static void
esp_segment_table_finalize (GObject *object)
{
  EspSegmentTable *self = ESP_SEGMENT_TABLE (object);

  g_object_unref (self->cancellable);
  g_clear_object (&self->table);
  G_OBJECT_CLASS (esp_segment_table_parent_class)->finalize (object);
}

static void
esp_segment_table_class_init (EspSegmentTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_segment_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_segment_table_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
reload (gpointer owner)
{
  esp_segment_table_refresh (owner);
}

static void
esp_segment_table_init (EspSegmentTable *self)
{
  self->cancellable = g_cancellable_new ();
  self->info = (EspSearchTableInfo){
    .area = "segments",
    .title = _ ("Segments"),
    .search = _ ("Search segments"),
    .empty = { .icon_name = "esp-segment-symbolic",
               .title = _ ("No segments yet"),
               .about = _ ("A segment is a group of leads that a rule describes or that you choose "
                           "by hand. It stays up to date by itself."),
               .label = _ ("New segment"),
               .action = "screen.new" },
    .no_match = _ ("No segment matches"),
    .no_match_about = _ ("Try a part of its name or of its rule."),
    .get_id = get_id,
    .dup_words = dup_words,
    .is_same = is_same,
    .make_cell = make_cell,
    .bind_cell = bind_cell,
    .reload = reload,
  };
}

/**
 * esp_segment_table_new:
 */
GtkWidget *
esp_segment_table_new (EspSession *session)
{
  static const int widths[N_COLUMNS] = { NAME_WIDTH,   0,           NUMBER_WIDTH, NUMBER_WIDTH,
                                         NUMBER_WIDTH, NUMBER_WIDTH };
  EspSegmentTable *self = g_object_new (ESP_TYPE_SEGMENT_TABLE, NULL);

  self->session = session;
  self->table = g_object_ref (ESP_SEARCH_TABLE (esp_search_table_new (session, &self->info, self)));
  gtk_widget_set_parent (GTK_WIDGET (self->table), GTK_WIDGET (self));
  for (int column = 0; column < N_COLUMNS; column++)
    esp_search_table_add_column (self->table, column_title (column), widths[column]);
  g_signal_connect_object (service_of (self), "changed", G_CALLBACK (service_cb), self, 0);
  esp_segment_table_refresh (self);
  return GTK_WIDGET (self);
}

/**
 * esp_segment_table_refresh:
 */
void
esp_segment_table_refresh (EspSegmentTable *self)
{
  EspSegmentItems *items =
    esp_segment_items_new (esp_segment_service_get_engine (service_of (self)),
                           esp_session_get_lang (self->session));

  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE,
                        esp_segment_items_read, items, esp_segment_items_free, self->cancellable,
                        read_cb, g_object_ref (self));
}

/**
 * esp_segment_table_get_selected:
 *
 * Returns: the id of the selected segment, 0 without one
 */
gint64
esp_segment_table_get_selected (EspSegmentTable *self)
{
  EspSegmentItem *item = esp_search_table_get_selected (self->table);

  return item != NULL ? esp_segment_item_get_segment (item)->id : 0;
}

/**
 * esp_segment_table_focus_search:
 */
void
esp_segment_table_focus_search (EspSegmentTable *self)
{
  (void) esp_search_table_focus_search (self->table);
}

/**
 * esp_segment_table_get_n:
 */
guint
esp_segment_table_get_n (EspSegmentTable *self)
{
  return esp_search_table_get_n (self->table);
}
