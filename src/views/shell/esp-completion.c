/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completes what is typed into an entry: words within, and Hangul by its letters or initial consonants. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/shell/esp-completion.h"

#include "base/esp-hangul.h"

#include <string.h>

#define KEY "esp-completion"

typedef struct
{
  EspCompletionFunc chosen; /* (nullable): NULL puts the text into the entry */
  gpointer user_data;
} Chosen;

/**
 * esp_completion_is_meant:
 *
 * Returns: whether @text can be what somebody means who typed @typed so far
 */
gboolean
esp_completion_is_meant (const char *text, const char *typed)
{
  g_autofree char *folded_text = g_utf8_casefold (text, -1);
  g_autofree char *folded_typed = g_utf8_casefold (typed, -1);
  g_autofree char *jamo = NULL;
  g_autofree char *typed_jamo = NULL;
  g_autofree char *choseong = NULL;

  if (strstr (folded_text, folded_typed) != NULL)
    return TRUE;
  jamo = esp_hangul_to_jamo (folded_text);
  typed_jamo = esp_hangul_to_jamo (folded_typed);
  if (strstr (jamo, typed_jamo) != NULL)
    return TRUE;
  choseong = esp_hangul_to_choseong (folded_text);
  return g_str_has_prefix (choseong, folded_typed);
}

static gboolean
match_cb (GtkEntryCompletion *completion, const char *key, GtkTreeIter *iter, gpointer data)
{
  g_autofree char *text = NULL;

  gtk_tree_model_get (gtk_entry_completion_get_model (completion), iter, 0, &text, -1);
  return text != NULL && esp_completion_is_meant (text, key);
}

static gboolean
selected_cb (GtkEntryCompletion *completion, GtkTreeModel *model, GtkTreeIter *iter, gpointer data)
{
  GtkWidget *entry = gtk_entry_completion_get_entry (completion);
  const Chosen *chosen = g_object_get_data (G_OBJECT (completion), KEY);
  g_autofree char *text = NULL;

  if (chosen->chosen == NULL)
    return FALSE;
  gtk_tree_model_get (model, iter, 0, &text, -1);
  chosen->chosen (GTK_ENTRY (entry), text, chosen->user_data);
  return TRUE;
}

/**
 * esp_completion_set:
 * @choices: ends with %NULL
 * @chosen: (nullable): what becomes of a choice; %NULL puts it into the entry
 * @user_data: lives as long as the entry
 */
void
esp_completion_set (GtkEntry *entry,
                    const char *const *choices,
                    EspCompletionFunc chosen,
                    gpointer user_data)
{
  g_autoptr (GtkEntryCompletion) completion = gtk_entry_completion_new ();
  g_autoptr (GtkListStore) store = gtk_list_store_new (1, G_TYPE_STRING);
  Chosen *call = g_new0 (Chosen, 1);

  *call = (Chosen){ chosen, user_data };
  for (; *choices != NULL; choices++)
    gtk_list_store_insert_with_values (store, NULL, -1, 0, *choices, -1);
  g_object_set_data_full (G_OBJECT (completion), KEY, call, g_free);
  gtk_entry_completion_set_model (completion, GTK_TREE_MODEL (store));
  gtk_entry_completion_set_text_column (completion, 0);
  gtk_entry_completion_set_minimum_key_length (completion, 1);
  gtk_entry_completion_set_match_func (completion, match_cb, NULL, NULL);
  g_signal_connect (completion, "match-selected", G_CALLBACK (selected_cb), NULL);
  gtk_entry_set_completion (entry, completion);
}
