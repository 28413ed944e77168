/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of messages: what there is, found by a word, opened by Enter. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-table.h"

#include "views/messages/esp-message-acts.h"
#include "views/messages/esp-subject-words.h"
#include "views/shell/esp-column-cell.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <string.h>

#define SUBJECT_CHARS 18

#define MARGIN 12

struct _EspMessageTable
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the table */
  GListStore *items;   /* (owned) */
  GtkSingleSelection *selection;
  GtkColumnView *view;
  GtkSearchEntry *search;
  GtkFilter *filter;
  EspStatus *status;
  EspFields *fields; /* (owned) (nullable) until the first list is there */
  GtkWidget *box;
  gboolean with_archived;
};

G_DEFINE_FINAL_TYPE (EspMessageTable, esp_message_table, GTK_TYPE_WIDGET)

enum
{
  COLUMN_NAME,
  COLUMN_SUBJECT,
  COLUMN_UPDATED,
  COLUMN_VERSION,
  COLUMN_STATE,
};

/* Cells */

static char *
dup_state (const EspMessageRow *row)
{
  if (row->archived_at_us != 0)
    return g_strdup (_ ("Archived"));
  return g_strdup (row->is_used ? _ ("Used") : _ ("Draft"));
}

static char *
dup_cell (EspMessageTable *self, const EspMessageRow *row, int column)
{
  switch (column)
    {
    case COLUMN_NAME:
      return g_strdup (row->name);
    case COLUMN_SUBJECT:
      return esp_subject_dup (row->subject, self->fields);
    case COLUMN_UPDATED:
      return esp_format_date (row->updated_at_us, esp_session_get_zone (self->session),
                              ESP_DATE_DAY_TIME, esp_session_get_lang (self->session));
    case COLUMN_VERSION:
      return row->version > 0 ? g_strdup_printf ("%d", row->version) : g_strdup ("–");
    case COLUMN_STATE:
    default:
      return dup_state (row);
    }
}

static void
name_row (EspMessageTable *self, GtkWidget *cell, const EspMessageRow *row)
{
  g_autofree char *updated = dup_cell (self, row, COLUMN_UPDATED);
  g_autofree char *state = dup_state (row);
  g_autofree char *subject = dup_cell (self, row, COLUMN_SUBJECT);
  g_autofree char *label = g_strdup_printf ("%s, %s, %s, %s", row->name, subject, state, updated);

  esp_column_cell_set_row_name (cell, label);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, EspMessageTable *self)
{
  int column = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "esp-column"));
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), column == COLUMN_VERSION ? 1 : 0);
  /* In a narrow window the subject keeps some room, and the table scrolls sideways. */
  if (column == COLUMN_SUBJECT)
    gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), SUBJECT_CHARS);
  if (column == COLUMN_VERSION || column == COLUMN_UPDATED)
    gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (list_item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, EspMessageTable *self)
{
  int column = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "esp-column"));
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  const EspMessageRow *row = esp_message_item_get_row (gtk_list_item_get_item (list_item));
  g_autofree char *text = dup_cell (self, row, column);

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  gtk_widget_set_tooltip_text (cell, text);
  esp_column_cell_set_name (cell, text);
  if (column == COLUMN_NAME)
    name_row (self, cell, row);
}

static void
add_column (EspMessageTable *self, int column, const char *title, int width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *view_column = gtk_column_view_column_new (title, factory);

  g_object_set_data (G_OBJECT (factory), "esp-column", GINT_TO_POINTER (column));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (view_column, width);
  else
    gtk_column_view_column_set_expand (view_column, TRUE);
  gtk_column_view_append_column (self->view, view_column);
  g_object_unref (view_column);
}

/* States */

static void
update_state (EspMessageTable *self)
{
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (n_all == 0)
    {
      esp_status_show_empty (self->status, "esp-email-symbolic", _ ("No messages yet"),
                             _ ("Write one from nothing, or begin with a newsletter, a promotion "
                                "or a notice. Nothing is sent until you say so."));
      esp_status_set_buttons (self->status, _ ("Blank message"), "screen.begin::blank",
                              _ ("Begin with a newsletter"), "screen.begin::newsletter");
    }
  else if (n_shown == 0)
    {
      esp_status_show_empty (self->status, "esp-search-symbolic", _ ("No message matches"),
                             _ ("Try a part of its name or of its subject."));
      esp_status_set_buttons (self->status, _ ("Clear the search"), "screen.clear", NULL, NULL);
    }
  else
    esp_status_show_content (self->status);
  gtk_widget_set_visible (GTK_WIDGET (self->search), n_all > 0);
  g_signal_emit_by_name (self, "selected");
}

static gboolean
match_cb (gpointer item, gpointer user_data)
{
  EspMessageTable *self = user_data;
  const EspMessageRow *row = esp_message_item_get_row (item);
  g_autofree char *needle =
    g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autofree char *text =
    g_strconcat (row->name, "\n", row->subject != NULL ? row->subject : "", NULL);
  g_autofree char *hay = g_utf8_casefold (text, -1);

  return strstr (hay, g_strstrip (needle)) != NULL;
}

static void
search_changed_cb (EspMessageTable *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_state (self);
}

typedef struct
{
  gboolean with_archived;
  GPtrArray *rows;   /* (owned) (nullable) */
  EspFields *fields; /* (owned) (nullable) */
} ListRead;

static void
list_read_free (ListRead *read)
{
  g_clear_pointer (&read->rows, g_ptr_array_unref);
  g_clear_pointer (&read->fields, esp_fields_unref);
  g_free (read);
}

static gboolean
list_in_tx (EspTx *tx, gpointer data, GError **error)
{
  ListRead *read = data;

  read->fields = esp_fields_load (tx, error);
  if (read->fields == NULL)
    return FALSE;
  read->rows = esp_message_list (tx, read->with_archived, error);
  return read->rows != NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMessageTable) self = user_data;
  g_autoptr (GError) error = NULL;
  ListRead *read = esp_store_read_finish (ESP_STORE (source), result, &error);
  const EspMessageRow *selected;
  gint64 selected_id;
  g_autoptr (GPtrArray) items = NULL;

  if (self->items == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&read, list_read_free);
      return;
    }
  if (read == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_status_show_error (self->status, sentence, error->message);
      esp_status_set_buttons (self->status, _ ("Try again"), "screen.refresh", NULL, NULL);
      return;
    }
  g_clear_pointer (&self->fields, esp_fields_unref);
  self->fields = g_steal_pointer (&read->fields);
  selected = esp_message_table_get_selected (self);
  selected_id = selected != NULL ? selected->id : 0;
  items = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_set_free_func (read->rows, NULL);
  for (guint i = 0; i < read->rows->len; i++)
    g_ptr_array_add (items, esp_message_item_new (read->rows->pdata[i]));
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr (EspMessageItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (esp_message_item_get_row (item)->id == selected_id)
        gtk_single_selection_set_selected (self->selection, i);
    }
  update_state (self);
  list_read_free (read);
}

/**
 * esp_message_table_reload:
 */
void
esp_message_table_reload (EspMessageTable *self)
{
  ListRead *read = g_new0 (ListRead, 1);

  read->with_archived = self->with_archived;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, list_in_tx, read,
                        (GDestroyNotify) list_read_free,
                        esp_session_get_cancellable (self->session), listed_cb,
                        g_object_ref (self));
}

static void
store_changed_cb (EspMessageTable *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_MESSAGE))
    esp_message_table_reload (self);
}

static void
activate_cb (EspMessageTable *self, guint position)
{
  g_autoptr (EspMessageItem) item =
    g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autofree char *address = NULL;

  if (item == NULL)
    return;
  address = g_strdup_printf ("messages/%" G_GINT64_FORMAT, esp_message_item_get_row (item)->id);
  esp_session_open (self->session, address);
}

/**
 * esp_message_table_get_selected:
 *
 * Returns: (transfer none) (nullable): the current row, until the list changes
 */
const EspMessageRow *
esp_message_table_get_selected (EspMessageTable *self)
{
  EspMessageItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL ? esp_message_item_get_row (item) : NULL;
}

/**
 * esp_message_table_get_n:
 *
 * Returns: how many messages are listed
 */
guint
esp_message_table_get_n (EspMessageTable *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

/**
 * esp_message_table_set_with_archived:
 */
void
esp_message_table_set_with_archived (EspMessageTable *self, gboolean with_archived)
{
  self->with_archived = with_archived;
  esp_message_table_reload (self);
}

/**
 * esp_message_table_focus_search:
 *
 * Returns: FALSE when there is nothing to search
 */
gboolean
esp_message_table_focus_search (EspMessageTable *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->search)) &&
         gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/**
 * esp_message_table_clear_search:
 */
void
esp_message_table_clear_search (EspMessageTable *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
esp_message_table_dispose (GObject *object)
{
  EspMessageTable *self = ESP_MESSAGE_TABLE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->items);
  g_clear_pointer (&self->fields, esp_fields_unref);
  G_OBJECT_CLASS (esp_message_table_parent_class)->dispose (object);
}

static void
esp_message_table_class_init (EspMessageTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_message_table_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
build (EspMessageTable *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkFilterListModel *filtered;

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->search, "placeholder-text", _ ("Search name and subject…"), "margin-top",
                MARGIN, "margin-bottom", MARGIN, "margin-start", MARGIN, "margin-end", MARGIN,
                NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search messages"), -1);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->search));

  self->items = g_list_store_new (ESP_TYPE_MESSAGE_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (match_cb, self, NULL));
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->items)), self->filter);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (self->selection)));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "esp-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("area", "Messages"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->status));
}

static void
esp_message_table_init (EspMessageTable *self)
{
  build (self);
}

/**
 * esp_message_table_new:
 *
 * Returns: (transfer floating): the list; it begins to load
 */
GtkWidget *
esp_message_table_new (EspSession *session)
{
  EspMessageTable *self = g_object_new (ESP_TYPE_MESSAGE_TABLE, NULL);

  self->session = session;
  add_column (self, COLUMN_NAME, _ ("Name"), 220);
  add_column (self, COLUMN_SUBJECT, _ ("Subject"), 0);
  add_column (self, COLUMN_UPDATED, _ ("Edited"), 190);
  add_column (self, COLUMN_VERSION, _ ("Version"), 80);
  add_column (self, COLUMN_STATE, _ ("State"), 90);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (update_state),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->view));
  esp_message_table_reload (self);
  return GTK_WIDGET (self);
}
