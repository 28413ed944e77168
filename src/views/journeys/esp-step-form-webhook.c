/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a step that calls a server: its address, and the key with which calls are signed. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-form-kinds.h"

#include "store/esp-hooks.h"
#include "views/journeys/esp-hook-key.h"
#include "views/journeys/esp-step-json.h"
#include "views/segments/esp-condition-controls.h"
#include "worker/esp-hook-secret.h"

#include <glib/gi18n.h>

#define MAX_URL 2000
#define HOST_KEY "esp-host"

static const char *
fault_of_url (const char *text)
{
  g_autoptr (GUri) uri = NULL;

  if (*text == '\0')
    return NULL;
  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 &&
       g_strcmp0 (g_uri_get_scheme (uri), "http") != 0))
    return _ ("Write an address that begins with https://");
  return NULL;
}

static void
url_cb (GtkEditable *entry, EspStepPage *page)
{
  const char *text = gtk_editable_get_text (entry);
  const char *fault = fault_of_url (text);
  JsonNode *next;

  if (esp_step_page_is_showing (page))
    return;
  if (fault != NULL)
    {
      esp_step_page_refuse (page, GTK_WIDGET (entry), fault);
      return;
    }
  next = esp_step_page_begin (page);
  esp_step_json_put_text (next, "url", text);
  (void) esp_step_page_commit (page, GTK_WIDGET (entry), next, ESP_STEP_COMMIT_TYPING);
}

static void
show_url (EspStepPage *page, GtkWidget *control, const char *path)
{
  const char *text = esp_step_json_peek_text (esp_step_page_get_root (page), path);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (control)), text != NULL ? text : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (control), text != NULL ? text : "");
}

/* The key */

typedef struct
{
  GWeakRef row;
  char *host; /* (owned) */
  gboolean is_known;
} KeyRead;

static void
key_read_free (gpointer data)
{
  KeyRead *read = data;

  g_weak_ref_clear (&read->row);
  g_free (read->host);
  g_free (read);
}

static const char *
peek_url (EspStepPage *page)
{
  const char *url = esp_step_json_peek_text (esp_step_page_get_root (page), "url");

  return url != NULL ? url : "";
}

static gboolean
key_in_tx (EspTx *tx, gpointer data, GError **error)
{
  KeyRead *read = data;

  return esp_hook_secret_is_known (tx, read->host, &read->is_known, error);
}

static void
say_key (EspStepLine *row, const char *host, gboolean is_known)
{
  GtkWidget *button = esp_step_line_get_control (row);
  g_autofree char *hint = NULL;

  gtk_widget_set_sensitive (button, host != NULL);
  gtk_button_set_label (GTK_BUTTON (button), is_known ? _ ("Another _key…") : _ ("Give a _key…"));
  if (host == NULL)
    hint = g_strdup (_ ("Write the address first: each server has its own key."));
  else if (is_known)
    /* Translators: %s is the name of a server */
    hint =
      g_strdup_printf (_ ("There is a key for %s in the keyring. It is never shown again."), host);
  else
    hint = g_strdup_printf (_ ("There is no key for %s yet; the journey cannot be published "
                               "without one."),
                            host);
  esp_step_line_set_hint (row, hint);
}

static void
key_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KeyRead *read = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autoptr (EspStepLine) row = NULL;
  const char *host;

  if (read == NULL) /* the row says what it knew before */
    return;
  row = g_weak_ref_get (&read->row);
  host = row != NULL ? g_object_get_data (G_OBJECT (row), HOST_KEY) : NULL;
  if (g_strcmp0 (host, read->host) == 0)
    say_key (row, host, read->is_known);
  key_read_free (read);
}

static void
read_key (EspStepPage *page, EspStepLine *row)
{
  char *host = esp_hook_secret_dup_host (peek_url (page));
  KeyRead *read;

  g_object_set_data_full (G_OBJECT (row), HOST_KEY, host, g_free);
  if (host == NULL)
    {
      say_key (row, NULL, FALSE);
      return;
    }
  read = g_new0 (KeyRead, 1);
  g_weak_ref_init (&read->row, row);
  read->host = g_strdup (host);
  esp_store_read_async (esp_session_get_store (esp_step_page_get_session (page)), ESP_READ_PAGE,
                        key_in_tx, read, key_read_free, NULL, key_read_cb, NULL);
}

/* Called whenever the text of the step is another. */
static void
show_key (EspStepPage *page, GtkWidget *control, const char *path)
{
  GtkWidget *row = gtk_widget_get_ancestor (control, ESP_TYPE_STEP_LINE);
  g_autofree char *host = esp_hook_secret_dup_host (peek_url (page));

  if (row != NULL &&
      (host == NULL || g_strcmp0 (host, g_object_get_data (G_OBJECT (row), HOST_KEY)) != 0))
    read_key (page, ESP_STEP_LINE (row));
}

static void
key_kept_cb (gpointer user_data)
{
  EspStepLine *row = user_data;
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (row), ESP_TYPE_STEP_PAGE);

  if (page != NULL)
    read_key (ESP_STEP_PAGE (page), row);
}

static void
key_cb (GtkWidget *button, EspStepPage *page)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ESP_TYPE_STEP_LINE);

  if (row != NULL)
    esp_hook_key_ask (esp_step_page_get_session (page), GTK_WINDOW (gtk_widget_get_root (button)),
                      peek_url (page), key_kept_cb, G_OBJECT (row));
}

static void
add_key (EspStepPage *page)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Give a _key…"));
  EspStepLine *row;

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", G_CALLBACK (key_cb), page, 0);
  row =
    esp_step_page_add (page, "key", esp_step_line_new (_ ("Secret key"), button), button, show_key);
  read_key (page, row);
}

/**
 * esp_step_form_build_webhook:
 */
void
esp_step_form_build_webhook (EspStepPage *page)
{
  const char *url = esp_step_json_peek_text (esp_step_page_get_root (page), "url");
  GtkWidget *entry;
  EspStepLine *row;

  esp_step_page_begin_list (page, NULL);
  if (!esp_step_page_is_editable (page))
    {
      esp_step_page_add_fact (page, _ ("Address"), url != NULL ? url : "");
      return;
    }
  entry = gtk_entry_new ();
  esp_editable_give_up_undo (GTK_EDITABLE (entry));
  gtk_entry_set_max_length (GTK_ENTRY (entry), MAX_URL);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_URL);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "https://");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Address"), -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (url_cb), page, 0);
  row = esp_step_page_add (page, "url", esp_step_line_new (_ ("Address"), entry), entry, show_url);
  esp_step_line_set_hint (row, _ ("The program there gets the lead and the journey as JSON. Each "
                                  "call is signed with the secret that is kept for that server, so "
                                  "it can tell that it comes from you."));
  add_key (page);
  row = esp_step_add_switch (page, "once", _ ("Only once"));
  esp_step_line_set_hint (row, _ ("A call that may have arrived although no answer came is not "
                                  "made again. Otherwise it is, under the same key."));
}
