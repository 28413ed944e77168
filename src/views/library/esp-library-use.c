/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Using things of the library: a message from a template, and something else in the place of a thing everywhere. */
#define G_LOG_DOMAIN "esp-library"

#include "config.h"

#include "views/library/esp-library-use.h"

#include "store/esp-messages.h"
#include "views/library/esp-library-acts.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-library-replace.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* A message from a template */

typedef struct
{
  EspSession *session; /* (owned) */
  char *name;
  char *document;
  gint64 id;
} Begin;

static gboolean
begin_cb (EspTx *tx, gpointer data, GError **error)
{
  Begin *begin = data;

  return esp_message_insert (tx, begin->name, "email", begin->document, &begin->id, error);
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Begin *begin = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      text = g_strdup_printf ("messages/%" G_GINT64_FORMAT, begin->id);
      esp_session_open (begin->session, text);
    }
  else
    {
      text = esp_store_message (error);
      esp_session_toast (begin->session, text);
    }
  g_object_unref (begin->session);
  g_free (begin->name);
  g_free (begin->document);
  g_free (begin);
}

/**
 * esp_library_use_begin:
 * @item: a template or a saved block
 *
 * Makes a message of it and opens it.
 */
void
esp_library_use_begin (EspSession *session, const EspLibraryItem *item)
{
  Begin *begin = g_new0 (Begin, 1);

  begin->session = g_object_ref (session);
  begin->name = g_strdup (item->name);
  begin->document = g_strdup (item->document);
  esp_store_write_async (esp_session_get_store (session), NULL, begin_cb, begin, NULL, begun_cb,
                         begin);
}

/* Replacing */

typedef struct
{
  EspSession *session; /* (unowned): outlives the form */
  gint64 id;
  GtkEditable *with;
  GtkWidget *diff;
  GtkWidget *button;
  guint serial;
} Replace;

typedef struct
{
  gint64 id;
  char *with;
  gboolean is_dry;
  guint serial;
  GPtrArray *documents; /* (owned) (nullable) result */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->with);
  g_clear_pointer (&call->documents, g_ptr_array_unref);
  g_free (call);
}

static gboolean
replace_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspLibraryItem) item = esp_library_load (tx, call->id, error);
  g_autofree char *with = NULL;

  if (item == NULL)
    return FALSE;
  /* A block is named as people name it. */
  if (item->kind == ESP_LIBRARY_BLOCK)
    {
      g_autoptr (EspLibraryItem) other = NULL;
      gint64 id = 0;

      if (!esp_library_resolve (tx, call->with, &id, error))
        return FALSE;
      other = esp_library_load (tx, id, error);
      with = other != NULL ? g_strdup (other->uuid) : NULL;
      if (with == NULL)
        return FALSE;
    }
  call->documents =
    esp_library_replace (tx, item, with != NULL ? with : call->with, call->is_dry, error);
  return call->documents != NULL;
}

static void
clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
add_line (GtkWidget *box, const char *mark, const char *text, const char *css_class)
{
  g_autofree char *line = g_strdup_printf ("%s %s", mark, text);
  GtkWidget *label = gtk_label_new (line);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
}

static void
show_diff (Replace *self, const GPtrArray *documents)
{
  clear (self->diff);
  for (guint i = 0; i < documents->len; i++)
    {
      const EspReplacedDocument *document = documents->pdata[i];

      add_line (self->diff, "~", document->name, "heading");
      for (guint j = 0; j < document->changes->len; j++)
        {
          const EspReplacement *change = document->changes->pdata[j];

          add_line (self->diff, "−", change->before, "dim-label");
          add_line (self->diff, "＋", change->after, "body");
        }
    }
  if (documents->len == 0)
    add_line (self->diff, "", _ ("Nothing would change."), "dim-label");
  gtk_widget_set_sensitive (self->button, documents->len > 0);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) box = user_data;
  Replace *self = g_object_get_data (G_OBJECT (box), "esp-replace");
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (gtk_widget_get_root (box) != NULL && call != NULL && call->serial == self->serial)
    show_diff (self, call->documents);
  else if (gtk_widget_get_root (box) != NULL && call == NULL)
    {
      clear (self->diff);
      gtk_widget_set_sensitive (self->button, FALSE);
    }
  g_clear_pointer (&call, call_free);
}

static Call *
call_new (Replace *self, gboolean is_dry)
{
  Call *call = g_new0 (Call, 1);

  call->id = self->id;
  call->with = g_strdup (gtk_editable_get_text (self->with));
  call->is_dry = is_dry;
  call->serial = ++self->serial;
  return call;
}

static void
with_cb (GtkEditable *with, GtkWidget *box)
{
  Replace *self = g_object_get_data (G_OBJECT (box), "esp-replace");

  if (*gtk_editable_get_text (with) == '\0')
    {
      clear (self->diff);
      gtk_widget_set_sensitive (self->button, FALSE);
      return;
    }
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, replace_cb,
                        call_new (self, TRUE), call_free,
                        esp_session_get_cancellable (self->session), tried_cb, g_object_ref (box));
}

static void
replaced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    esp_session_toast_undo (session, _ ("Replaced everywhere"), history_id);
  else
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_session_toast (session, sentence);
    }
}

static void
replace_clicked_cb (GtkWidget *button, GtkWidget *box)
{
  static const EspOperation operation = { .kind = "library-replace" };
  Replace *self = g_object_get_data (G_OBJECT (box), "esp-replace");

  esp_store_write_async (esp_session_get_store (self->session), &operation, replace_cb,
                         call_new (self, FALSE), call_free, replaced_cb,
                         g_object_ref (self->session));
}

/**
 * esp_library_use_add_replace:
 * @item: a block, snippet or phrase
 *
 * Adds to @box what puts something else in its place; what will change is shown before.
 */
void
esp_library_use_add_replace (GtkWidget *box, EspSession *session, const EspLibraryItem *item)
{
  GtkWidget *part = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = esp_form_list_new (_ ("Replace everywhere"));
  Replace *self = g_new0 (Replace, 1);
  GtkWidget *with;

  self->session = session;
  self->id = item->id;
  g_object_set_data_full (G_OBJECT (part), "esp-replace", self, g_free);
  with = esp_form_entry_row_new (item->kind == ESP_LIBRARY_BLOCK
                                   ? _ ("Replace everywhere by the saved block")
                                   : _ ("Replace everywhere by"),
                                 "");
  self->with = GTK_EDITABLE (with);
  self->diff = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  self->button = gtk_button_new_with_label (_ ("Replace everywhere"));
  gtk_widget_set_sensitive (self->button, FALSE);
  g_signal_connect_object (with, "changed", G_CALLBACK (with_cb), part, 0);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (replace_clicked_cb), part, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), with);
  gtk_box_append (GTK_BOX (part), list);
  gtk_box_append (GTK_BOX (part), self->diff);
  gtk_box_append (GTK_BOX (part), self->button);
  gtk_box_append (GTK_BOX (box), part);
}
