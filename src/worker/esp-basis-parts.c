/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message takes from elsewhere, and what it was checked against, as parts of what a person says yes to. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-basis-parts.h"

#include "engine/content/esp-message-linked.h"
#include "worker/esp-library-content.h"
#include "worker/esp-rule-packs.h"

static void
add_text (GChecksum *sum, const char *text)
{
  g_checksum_update (sum, (const guchar *) (text != NULL ? text : ""), -1);
  g_checksum_update (sum, (const guchar *) "", 1); /* where one ends and the next begins */
}

typedef struct
{
  GChecksum *sum;
  EspTx *tx;
} Walk;

/* Called for each block that is linked, also by blocks. */
static EspMessageDoc *
find_block_cb (const char *ref, gpointer data)
{
  Walk *walk = data;
  g_autoptr (EspLibraryItem) item = esp_library_find (walk->tx, ref, NULL);

  add_text (walk->sum, item != NULL ? item->document : NULL);
  return item != NULL ? esp_message_doc_parse (item->document, -1, NULL) : NULL;
}

/**
 * esp_basis_add_library:
 * @document: (nullable): a message; one that is no email takes nothing from the library
 *
 * Adds the saved blocks that the message links, as they are now, and the brand kit that it wears.
 */
gboolean
esp_basis_add_library (GChecksum *sum, EspTx *tx, const char *document, GError **error)
{
  g_autoptr (EspMessageDoc) doc =
    document != NULL ? esp_message_doc_parse (document, -1, NULL) : NULL;
  g_autoptr (EspMessageDoc) whole = NULL;
  g_autoptr (EspLibraryItem) kit = NULL;
  Walk walk = { sum, tx };

  if (doc == NULL)
    return TRUE;
  /* What is gone is found by the checks; here it is nothing where something was. */
  if (esp_message_has_linked (doc))
    whole = esp_message_resolve_linked (doc, find_block_cb, &walk, NULL);
  if (!esp_library_content_find_brand (tx, doc->brand, &kit, error))
    return FALSE;
  add_text (sum, kit != NULL ? kit->document : NULL);
  return TRUE;
}

/**
 * esp_basis_add_rules:
 *
 * Adds the packs of rules that hold in the workspace, word for word, and the phrases that its library demands or forbids.
 */
gboolean
esp_basis_add_rules (GChecksum *sum, EspTx *tx, GError **error)
{
  g_autoptr (EspRuleUse) use = esp_rule_use_load (tx, error);

  if (use == NULL)
    return FALSE;
  for (guint i = 0; i < esp_content_rules_get_n_packs (use->rules); i++)
    {
      const EspRulePack *pack = esp_content_rules_get_pack (use->rules, i);

      if (esp_rule_use_has (use, pack))
        add_text (sum, pack->digest);
    }
  for (guint i = 0; i < use->phrases->len; i++)
    {
      const EspContentPhrase *phrase = &g_array_index (use->phrases, EspContentPhrase, i);

      add_text (sum, phrase->is_required ? "+" : "-");
      add_text (sum, phrase->text);
    }
  return TRUE;
}
