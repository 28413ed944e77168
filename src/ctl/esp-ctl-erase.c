/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl erase: erases a person for good and says what stays. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-erase.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-leads.h"

#define SUBJECT "erase"

typedef struct
{
  const char *reference;
  gint64 id;
  gint64 n_messages; /* rows of the ledger that keep the bare fact of a send */
} Erase;

static gboolean
erase_cb (EspTx *tx, gpointer data, GError **error)
{
  Erase *erase = data;

  return esp_lead_resolve (tx, erase->reference, &erase->id, error) &&
         esp_lead_count_deliveries (tx, erase->id, &erase->n_messages, error) &&
         esp_lead_erase (tx, erase->id, error);
}

static void
tell (const Erase *erase, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!is_json)
    {
      g_print (
        "Erased: the record, tags, consents, notes, events and search words of this person.\n"
        "What stays:\n"
        "  a keyed hash of the address, so that nobody writes to it again;\n"
        "  %" G_GINT64_FORMAT " lines of the ledger with a number, a state and times, no name "
        "and no address;\n"
        "  amounts and times of purchases, no longer tied to anybody.\n"
        "Changes made before can no longer be undone: their records held this person too.\n"
        "Backups and files exported before are outside of this workspace; erase there too.\n",
        erase->n_messages);
      return;
    }
  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "erased", erase->id);
  esp_ctl_add_int (builder, "ledger_rows_kept", erase->n_messages);
  esp_ctl_add_boolean (builder, "suppressed_hash_kept", TRUE);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

/**
 * esp_ctl_erase:
 *
 * The subject "erase".
 *
 * Returns: the exit status
 */
int
esp_ctl_erase (int argc, char **argv)
{
  g_autofree char *workspace = NULL;
  g_autofree char *email = NULL;
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &workspace, "the workspace file", "FILE" },
    { "email", 0, 0, G_OPTION_ARG_STRING, &email, "who: address, phone, external id or #id",
      "ADDRESS" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (EspStore) store = NULL;
  g_autoptr (GError) error = NULL;
  Erase erase = { 0 };
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    return status;
  if (argc != 1 || email == NULL)
    return esp_ctl_usage (SUBJECT, "Name the person with --email ADDRESS");
  erase.reference = email;
  store = esp_ctl_open_workspace (workspace, ESP_STORE_OPEN, &error);
  if (store == NULL || !esp_store_write (store, NULL, erase_cb, &erase, NULL, &error) ||
      !esp_store_checkpoint (store, &error))
    return esp_ctl_fail (SUBJECT, error);
  tell (&erase, is_json);
  return ESP_CTL_OK;
}
