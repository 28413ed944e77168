/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says how many other messages link a saved block, before it is changed for all of them. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-block-uses.h"

#include "store/esp-library-uses.h"

#include <glib/gi18n.h>

/* How many are named; a longer list is the library's. */
#define MAX_NAMES 3

typedef struct
{
  char *uuid;
  gint64 message_id; /* the message from which it is looked at, which does not count */
  guint n_messages;
  guint n_items; /* templates and other saved blocks */
  char *names;   /* (nullable) of the first messages */
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_free (count->uuid);
  g_free (count->names);
  g_free (count);
}

static gboolean
count_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Count *count = data;
  g_autoptr (EspLibraryItem) item = esp_library_find (tx, count->uuid, error);
  g_autoptr (GPtrArray) uses = item != NULL ? esp_library_list_uses (tx, item, error) : NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  if (uses == NULL)
    return FALSE;
  for (guint i = 0; i < uses->len; i++)
    {
      const EspLibraryUse *use = uses->pdata[i];

      if (use->is_item)
        count->n_items++;
      else if (use->id != count->message_id && ++count->n_messages <= MAX_NAMES)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", use->name);
    }
  if (count->n_messages > MAX_NAMES)
    g_string_append (names, ", …");
  count->names = g_strdup (names->str);
  return TRUE;
}

static char *
describe (const Count *count)
{
  g_autofree char *messages = NULL;
  g_autofree char *items = NULL;

  if (count->n_messages == 0 && count->n_items == 0)
    return g_strdup (_ ("No other message links it."));
  /* Translators: a count, and the names of messages */
  messages = g_strdup_printf (ngettext ("Linked by %u other message: %s.",
                                        "Linked by %u other messages: %s.", count->n_messages),
                              count->n_messages, count->names);
  items = g_strdup_printf (ngettext ("Used by %u template or saved block.",
                                     "Used by %u templates and saved blocks.", count->n_items),
                           count->n_items);
  if (count->n_items == 0)
    return g_steal_pointer (&messages);
  if (count->n_messages == 0)
    return g_steal_pointer (&items);
  return g_strdup_printf ("%s %s", messages, items);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkLabel) label = user_data;
  const Count *count = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autofree char *text = NULL;

  if (count == NULL)
    return; /* the page says that it is not in the library any more */
  text = describe (count);
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), TRUE);
}

/**
 * esp_block_uses_new:
 * @uuid: a saved block
 * @message_id: the message in which it is looked at
 *
 * Returns: (transfer floating): a line that says which other messages link it, as soon as that is known
 */
GtkWidget *
esp_block_uses_new (EspSession *session, const char *uuid, gint64 message_id)
{
  GtkWidget *label = gtk_label_new (NULL);
  Count *count = g_new0 (Count, 1);

  count->uuid = g_strdup (uuid);
  count->message_id = message_id;
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_visible (label, FALSE);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, count_in_tx, count,
                        count_free, esp_session_get_cancellable (session), counted_cb,
                        g_object_ref_sink (label));
  return label;
}
