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
#include "views/shell/esp-status.h"
#include "worker/esp-segment-service.h"

#include <glib/gi18n.h>
#include <string.h>

#define SPARK_WIDTH 72
#define SPARK_HEIGHT 20
#define NAME_WIDTH 220
#define NUMBER_WIDTH 110

struct _EspSegmentTable
{
  GtkWidget parent_instance;

  EspSession *session; /* (unowned): outlives the screen */
  GtkWidget *status;
  GtkWidget *search;
  GtkWidget *view;
  GListStore *items;             /* (owned) */
  GtkCustomFilter *filter;       /* (unowned): of the model */
  GtkSingleSelection *selection; /* (unowned): of the view */
  GCancellable *cancellable;     /* (owned) */
  gint64 n_reads;                /* the newest wins */
};

G_DEFINE_FINAL_TYPE (EspSegmentTable, esp_segment_table, GTK_TYPE_WIDGET)

static EspSegmentService *
service_of (EspSegmentTable *self)
{
  return esp_segment_service_get (esp_session_get_store (self->session));
}

#define SENTENCE_CHARS 24

/* Cells. */

typedef void (*BindFunc) (EspSegmentTable *self, GtkWidget *child, EspSegmentItem *item);

static void
setup_label_cb (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (cell, label);
}

/* In a narrow window the sentence keeps some room, and the table scrolls sideways. */
static void
setup_sentence_cb (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  setup_label_cb (factory, cell, data);
  gtk_label_set_width_chars (GTK_LABEL (gtk_list_item_get_child (cell)), SENTENCE_CHARS);
}

static void
setup_number_cb (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (cell, label);
}

static void
setup_spark_cb (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer data)
{
  gtk_list_item_set_child (cell, esp_spark_new (SPARK_WIDTH, SPARK_HEIGHT));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *cell, BindFunc bind)
{
  EspSegmentTable *self = g_object_get_data (G_OBJECT (factory), "table");
  GtkWidget *child = gtk_list_item_get_child (cell);

  if (GTK_IS_LABEL (child))
    gtk_widget_set_tooltip_text (child, NULL); /* of the item before */
  bind (self, child, gtk_list_item_get_item (cell));
  if (GTK_IS_LABEL (child))
    {
      g_autofree char *name =
        g_strdup_printf ("%s: %s", (const char *) g_object_get_data (G_OBJECT (factory), "title"),
                         gtk_label_get_text (GTK_LABEL (child)));

      esp_column_cell_set_name (child, name);
      if (gtk_label_get_ellipsize (GTK_LABEL (child)) != PANGO_ELLIPSIZE_NONE &&
          !gtk_widget_get_has_tooltip (child))
        gtk_widget_set_tooltip_text (child, gtk_label_get_text (GTK_LABEL (child)));
    }
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
add_column (EspSegmentTable *self,
            const char *title,
            GCallback setup,
            BindFunc bind,
            int width,
            gboolean expand)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  g_object_set_data (G_OBJECT (factory), "table", self);
  g_object_set_data_full (G_OBJECT (factory), "title", g_strdup (title), g_free);
  g_signal_connect (factory, "setup", setup, NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), bind);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, expand);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (column, width);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
  g_object_unref (column);
}

/* Model. */

static gboolean
matches_cb (gpointer item, gpointer data)
{
  EspSegmentTable *self = data;
  g_autofree char *typed =
    g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autofree char *name = g_utf8_casefold (esp_segment_item_get_segment (item)->name, -1);
  const char *sentence = esp_segment_item_get_sentence (item);
  g_autofree char *folded = sentence != NULL ? g_utf8_casefold (sentence, -1) : g_strdup ("");

  return strstr (name, typed) != NULL || strstr (folded, typed) != NULL;
}

static void
search_cb (GtkSearchEntry *entry, EspSegmentTable *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
show_state (EspSegmentTable *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) > 0)
    {
      esp_status_show_content (ESP_STATUS (self->status));
      return;
    }
  esp_status_show_empty (ESP_STATUS (self->status), "esp-segment-symbolic", _ ("No segments yet"),
                         _ (
                           "A segment is a group of leads that a rule describes or that you choose "
                           "by hand. It stays up to date by itself."));
  esp_status_set_buttons (ESP_STATUS (self->status), _ ("New segment"), "screen.new", NULL, NULL);
}

static gboolean
is_same (EspSegmentItem *a, EspSegmentItem *b)
{
  const EspSegment *one = esp_segment_item_get_segment (a);
  const EspSegment *two = esp_segment_item_get_segment (b);

  return one->id == two->id && one->size == two->size && g_str_equal (one->name, two->name) &&
         g_strcmp0 (one->rule, two->rule) == 0 && g_strcmp0 (one->problem, two->problem) == 0 &&
         esp_segment_item_get_uses (a)->len == esp_segment_item_get_uses (b)->len;
}

/* Lines that say the same stay, so that the focus and the selection do. */
static void
take_items (EspSegmentTable *self, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (EspSegmentItem) old = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      gpointer item = g_ptr_array_index (items, i);

      if (old != NULL && is_same (old, item))
        continue;
      g_list_store_splice (self->items, i, old != NULL ? 1 : 0, &item, 1);
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) > items->len)
    g_list_store_splice (self->items, items->len,
                         g_list_model_get_n_items (G_LIST_MODEL (self->items)) - items->len, NULL,
                         0);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentTable) self = data;
  g_autoptr (GError) error = NULL;
  EspSegmentItems *items = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (!g_cancellable_is_cancelled (self->cancellable))
    {
      esp_status_set_loading (ESP_STATUS (self->status), FALSE, NULL);
      if (items == NULL)
        esp_status_show_error (ESP_STATUS (self->status), _ ("The segments cannot be read."),
                               error->message);
      else
        {
          take_items (self, items->items);
          show_state (self);
        }
    }
  esp_segment_items_free (items);
}

static void
open_cb (GtkColumnView *view, guint position, EspSegmentTable *self)
{
  g_autofree char *address = NULL;
  gint64 id = esp_segment_table_get_selected (self);

  if (id == 0)
    return;
  address = g_strdup_printf ("segments/%" G_GINT64_FORMAT, id);
  esp_session_open (self->session, address);
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

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->status, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_segment_table_parent_class)->dispose (object);
}

static void
esp_segment_table_finalize (GObject *object)
{
  EspSegmentTable *self = ESP_SEGMENT_TABLE (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->items);
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
esp_segment_table_init (EspSegmentTable *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkFilterListModel *filtered;

  self->cancellable = g_cancellable_new ();
  self->items = g_list_store_new (ESP_TYPE_SEGMENT_ITEM);
  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Search segments"), NULL);
  self->filter = gtk_custom_filter_new (matches_cb, self, NULL);
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)),
                                        GTK_FILTER (self->filter));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  self->view = gtk_column_view_new (GTK_SELECTION_MODEL (self->selection));
  gtk_widget_add_css_class (self->view, "esp-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Segments"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search segments"), -1);
  add_column (self, _ ("Name"), G_CALLBACK (setup_label_cb), bind_name, NAME_WIDTH, FALSE);
  add_column (self, _ ("In words"), G_CALLBACK (setup_sentence_cb), bind_sentence, 0, TRUE);
  add_column (self, _ ("Size"), G_CALLBACK (setup_number_cb), bind_size, NUMBER_WIDTH, FALSE);
  add_column (self, _ ("7 days"), G_CALLBACK (setup_spark_cb), bind_change, NUMBER_WIDTH, FALSE);
  add_column (self, _ ("Used by"), G_CALLBACK (setup_label_cb), bind_uses, NUMBER_WIDTH, FALSE);
  add_column (self, _ ("State"), G_CALLBACK (setup_label_cb), bind_fresh, NUMBER_WIDTH, FALSE);
  gtk_widget_set_margin_top (self->search, 12);
  gtk_widget_set_margin_bottom (self->search, 12);
  gtk_widget_set_margin_start (self->search, 12);
  gtk_widget_set_margin_end (self->search, 12);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), scrolled);
  self->status = esp_status_new (box);
  gtk_widget_set_parent (self->status, GTK_WIDGET (self));
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_cb), self, 0);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (open_cb), self, 0);
}

/**
 * esp_segment_table_new:
 */
GtkWidget *
esp_segment_table_new (EspSession *session)
{
  EspSegmentTable *self = g_object_new (ESP_TYPE_SEGMENT_TABLE, NULL);

  self->session = session;
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
  EspSegmentItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL ? esp_segment_item_get_segment (item)->id : 0;
}

/**
 * esp_segment_table_focus_search:
 */
void
esp_segment_table_focus_search (EspSegmentTable *self)
{
  gtk_widget_grab_focus (self->search);
}

/**
 * esp_segment_table_get_n:
 */
guint
esp_segment_table_get_n (EspSegmentTable *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->items));
}
