/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of messages: what there is, found by a word, opened by Enter. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-table.h"

#include "views/messages/esp-message-acts.h"
#include "views/messages/esp-subject-words.h"
#include "views/shell/esp-column-cell.h"
#include "views/shell/esp-search-table.h"

#include <glib/gi18n.h>

#define SUBJECT_CHARS 18

struct _EspMessageTable
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the table */
  EspSearchTableInfo info;
  EspSearchTable *table;
  EspFields *fields; /* (owned) (nullable) until the first list is there */
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

static GtkWidget *
make_cell (gpointer owner, int column)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), column == COLUMN_VERSION ? 1 : 0);
  /* In a narrow window the subject keeps some room, and the table scrolls sideways. */
  if (column == COLUMN_SUBJECT)
    gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), SUBJECT_CHARS);
  if (column == COLUMN_VERSION || column == COLUMN_UPDATED)
    gtk_widget_add_css_class (cell, "numeric");
  return cell;
}

static void
bind_cell (gpointer owner, GtkWidget *cell, gpointer item, int column)
{
  EspMessageTable *self = owner;
  const EspMessageRow *row = esp_message_item_get_row (item);
  g_autofree char *text = dup_cell (self, row, column);

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  gtk_widget_set_tooltip_text (cell, text);
  esp_column_cell_set_name (cell, text);
  if (column == COLUMN_NAME)
    name_row (self, cell, row);
}

static gint64
get_id (gpointer item)
{
  return esp_message_item_get_row (item)->id;
}

static char *
dup_words (gpointer owner, gpointer item)
{
  const EspMessageRow *row = esp_message_item_get_row (item);

  return g_strconcat (row->name, "\n", row->subject, NULL);
}

/* What is listed */

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
  g_autoptr (GPtrArray) items = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&read, list_read_free);
      return;
    }
  if (read == NULL)
    {
      esp_search_table_fail (self->table, error);
      return;
    }
  g_clear_pointer (&self->fields, esp_fields_unref);
  self->fields = g_steal_pointer (&read->fields);
  items = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_set_free_func (read->rows, NULL);
  for (guint i = 0; i < read->rows->len; i++)
    g_ptr_array_add (items, esp_message_item_new (read->rows->pdata[i]));
  esp_search_table_take (self->table, items);
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

/**
 * esp_message_table_get_selected:
 *
 * Returns: (transfer none) (nullable): the current row, until the list changes
 */
const EspMessageRow *
esp_message_table_get_selected (EspMessageTable *self)
{
  EspMessageItem *item = esp_search_table_get_selected (self->table);

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
  return esp_search_table_get_n (self->table);
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
  return esp_search_table_focus_search (self->table);
}

static void
esp_message_table_dispose (GObject *object)
{
  EspMessageTable *self = ESP_MESSAGE_TABLE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_pointer (&self->fields, esp_fields_unref);
  G_OBJECT_CLASS (esp_message_table_parent_class)->dispose (object);
}

static void
esp_message_table_finalize (GObject *object)
{
  g_clear_object (&ESP_MESSAGE_TABLE (object)->table);
  G_OBJECT_CLASS (esp_message_table_parent_class)->finalize (object);
}

static void
esp_message_table_class_init (EspMessageTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_message_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_message_table_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
reload (gpointer owner)
{
  esp_message_table_reload (owner);
}

static void
esp_message_table_init (EspMessageTable *self)
{
  self->info = (EspSearchTableInfo){
    .area = "messages",
    .title = C_ ("area", "Messages"),
    .search = _ ("Search name and subject…"),
    .empty = { .icon_name = "esp-email-symbolic",
               .title = _ ("No messages yet"),
               .about = _ ("Write one from nothing, or begin with a newsletter, a promotion "
                           "or a notice. Nothing is sent until you say so."),
               .label = _ ("Blank message"),
               .action = "screen.begin::blank",
               .other_label = _ ("Begin with a newsletter"),
               .other_action = "screen.begin::newsletter" },
    .no_match = _ ("No message matches"),
    .no_match_about = _ ("Try a part of its name or of its subject."),
    .get_id = get_id,
    .dup_words = dup_words,
    .make_cell = make_cell,
    .bind_cell = bind_cell,
    .reload = reload,
  };
}

static void
selected_cb (EspMessageTable *self)
{
  g_signal_emit_by_name (self, "selected");
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
  self->table = g_object_ref (ESP_SEARCH_TABLE (esp_search_table_new (session, &self->info, self)));
  gtk_widget_set_parent (GTK_WIDGET (self->table), GTK_WIDGET (self));
  esp_search_table_add_column (self->table, _ ("Name"), 220);
  esp_search_table_add_column (self->table, _ ("Subject"), 0);
  esp_search_table_add_column (self->table, _ ("Edited"), 190);
  esp_search_table_add_column (self->table, _ ("Version"), 80);
  esp_search_table_add_column (self->table, _ ("State"), 90);
  g_signal_connect_object (self->table, "selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  esp_message_table_reload (self);
  return GTK_WIDGET (self);
}
