/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which places of a send people can speak of, and what they say of them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-review-place.h"

#include "store/esp-reviews.h"

static void
add (GPtrArray *places, const char *place)
{
  g_ptr_array_add (places, g_strdup (place));
}

static gboolean
add_block_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  if (block->kind != ESP_BLOCK_SPACER && block->kind != ESP_BLOCK_COLUMNS && block->id != NULL)
    g_ptr_array_add (data, g_strconcat ("block:", block->id, NULL));
  return TRUE;
}

/* What of a text, a KakaoTalk message, a post or a push can be spoken of. */
static void
add_text_places (GPtrArray *places, const EspTextDoc *text)
{
  gboolean is_kakao = text->medium == ESP_TEXT_MEDIUM_KAKAO;
  gboolean is_alimtalk = is_kakao && text->kakao.product == ESP_KAKAO_ALIMTALK;

  if (*text->text.title != '\0' && !is_kakao)
    add (places, "title");
  add (places, is_alimtalk ? "approved" : "body");
  if (is_alimtalk)
    add (places, "variables");
  if (text->kakao.buttons->len > 0)
    add (places, "buttons");
  if (text->files->len > 0)
    add (places, "pictures");
  if (text->has_substitute)
    add (places, "substitute");
  if (*text->link != '\0')
    add (places, "link");
}

/**
 * esp_review_list_places:
 *
 * Returns: (transfer full) (element-type utf8): the places that a comment can name, as findings name them; none of
 *   them means the whole
 */
GPtrArray *
esp_review_list_places (const EspReviewDossier *dossier)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (g_free);

  if (dossier->text != NULL)
    add_text_places (places, dossier->text);
  if (dossier->doc != NULL)
    {
      add (places, "subject");
      add (places, "preheader");
      if (dossier->doc->body_kind == ESP_BODY_HTML)
        add (places, "body");
    }
  add (places, "audience");
  add (places, "when");
  if (dossier->doc != NULL && dossier->doc->body_kind == ESP_BODY_BLOCKS)
    (void) esp_message_doc_foreach_block (dossier->doc, add_block_cb, places); /* never stops */
  return places;
}

static gboolean
check_place (EspTx *tx, gint64 id, const char *place, GError **error)
{
  g_autoptr (EspReviewDossier) dossier = esp_review_dossier_new (id);
  g_autoptr (GPtrArray) places = NULL;
  g_autofree char *list = NULL;

  if (!esp_review_dossier_read (tx, dossier, error))
    return FALSE;
  places = esp_review_list_places (dossier);
  if (g_ptr_array_find_with_equal_func (places, place, g_str_equal, NULL))
    return TRUE;
  g_ptr_array_add (places, NULL);
  list = g_strjoinv (", ", (char **) places->pdata);
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
               "What was looked at has no place “%.60s”; its places are %s. Without a place the "
               "comment is about the whole",
               place, list);
  return FALSE;
}

/**
 * esp_review_comment:
 * @id: of the review
 *
 * Adds a comment on a place of what was looked at, or on the whole.
 *
 * Returns: %FALSE with @error set when there is no such review or place, or no words
 */
gboolean
esp_review_comment (EspTx *tx, gint64 id, const EspReviewComment *comment, GError **error)
{
  return (comment->place == NULL || check_place (tx, id, comment->place, error)) &&
         esp_review_add_comment (tx, id, comment, NULL, error);
}
