/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be put into a journey: what it is called, how it is found, what was used last. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-pieces.h"

#include "engine/journey/esp-journey-edits.h"
#include "views/journeys/esp-journey-seek.h"
#include "views/shell/esp-settings.h"

#include <glib/gi18n.h>

#define RECENT_KEY "journey-pieces"
#define MAX_RECENT 4

static const EspJourneyPiece pieces[] = {
  { "email", ESP_STEP_SEND, NC_ ("journey piece", "Email"), "esp-email-symbolic", NULL, "email",
    NULL },
  { "sms", ESP_STEP_SEND, NC_ ("journey piece", "Text message"), "esp-sms-symbolic", NULL, "sms",
    NULL },
  { "kakao", ESP_STEP_SEND, NC_ ("journey piece", "KakaoTalk"), "esp-chat-symbolic", NULL, "kakao",
    NULL },
  { "wait", ESP_STEP_WAIT, NULL, NULL, NULL, NULL, NULL },
  { "wait-for", ESP_STEP_WAIT, NC_ ("journey piece", "Wait for an event"), "esp-event-symbolic",
    N_ ("Wait until the lead does something, so long at most"), NULL,
    "{\"kind\":\"wait\",\"event\":{\"event\":\"open\"},\"timeout\":{\"days\":3},\"branches\":["
    "{\"id\":\"b1\",\"on\":\"met\"},{\"id\":\"b2\",\"on\":\"late\"}]}" },
  { "split", ESP_STEP_SPLIT, NULL, NULL, NULL, NULL, NULL },
  { "random", ESP_STEP_RANDOM, NULL, NULL, NULL, NULL, NULL },
  { "test", ESP_STEP_TEST, NULL, NULL, NULL, NULL, NULL },
  { "update", ESP_STEP_UPDATE, NULL, NULL, NULL, NULL, NULL },
  { "list", ESP_STEP_SEGMENT, NULL, NULL, NULL, NULL, NULL },
  { "audience", ESP_STEP_SEGMENT, NC_ ("journey piece", "Ad audience"), "esp-audience-symbolic",
    N_ ("Put the lead into an ad audience, or take it out"), NULL,
    "{\"kind\":\"segment\",\"do\":\"add\",\"audience\":\"\"}" },
  { "task", ESP_STEP_TASK, NULL, NULL, N_ ("Give sales something to do by a day"), NULL, NULL },
  { "alert", ESP_STEP_TASK, NC_ ("journey piece", "Alert"), "esp-activity-symbolic",
    N_ ("Tell sales at once"), NULL, "{\"kind\":\"task\",\"text\":\"\",\"alert\":true}" },
  { "webhook", ESP_STEP_WEBHOOK, NULL, NULL, NULL, NULL, NULL },
  { "goal", ESP_STEP_GOAL, NULL, NULL, NULL, NULL, NULL },
  { "go-to", ESP_STEP_GO_TO, NULL, NULL, NULL, NULL, NULL },
  { "join", ESP_STEP_JOIN, NULL, NULL, NULL, NULL, NULL },
  { "exit", ESP_STEP_EXIT, NULL, NULL, NULL, NULL, NULL },
};

/**
 * esp_journey_pieces_get_n:
 */
guint
esp_journey_pieces_get_n (void)
{
  return G_N_ELEMENTS (pieces);
}

/**
 * esp_journey_pieces_get:
 */
const EspJourneyPiece *
esp_journey_pieces_get (guint i)
{
  return &pieces[i];
}

/**
 * esp_journey_pieces_find:
 *
 * Returns: (nullable): the piece of that id
 */
const EspJourneyPiece *
esp_journey_pieces_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    if (g_strcmp0 (pieces[i].id, id) == 0)
      return &pieces[i];
  return NULL;
}

/**
 * esp_journey_piece_get_title:
 */
const char *
esp_journey_piece_get_title (const EspJourneyPiece *self)
{
  return self->title != NULL ? g_dpgettext2 (NULL, "journey piece", self->title)
                             : esp_journey_words_step_kind (self->kind);
}

/**
 * esp_journey_piece_get_icon:
 */
const char *
esp_journey_piece_get_icon (const EspJourneyPiece *self)
{
  return self->icon != NULL ? self->icon : esp_journey_words_step_icon (self->kind);
}

/**
 * esp_journey_piece_get_about:
 */
const char *
esp_journey_piece_get_about (const EspJourneyPiece *self)
{
  return self->about != NULL ? _ (self->about) : esp_journey_words_step_about (self->kind);
}

/**
 * esp_journey_piece_dup_json:
 *
 * Returns: (transfer full): a fresh step, to be inserted
 */
char *
esp_journey_piece_dup_json (const EspJourneyPiece *self)
{
  return self->json != NULL ? g_strdup (self->json) : esp_journey_new_step_json (self->kind);
}

/**
 * esp_journey_piece_is_ready:
 * @names: (nullable)
 *
 * Returns: whether what it needs is set up
 */
gboolean
esp_journey_piece_is_ready (const EspJourneyPiece *self, const EspJourneyNames *names)
{
  /* Email always goes: there is the demo mailbox, which keeps what it gets. */
  return self->medium == NULL || g_str_equal (self->medium, "email") ||
         esp_journey_names_has_channel (names, self->medium);
}

/* How well it answers: 0 not at all. Its own name says more than what it does. */
static guint
rank (const EspJourneyPiece *piece, const char *query)
{
  const char *title = esp_journey_piece_get_title (piece);
  const char *name = esp_step_kind_name (piece->kind);

  if (*query == '\0')
    return 1;
  if (esp_journey_seek_begins (title, query))
    return 5;
  if (esp_journey_seek_begins (piece->id, query) || esp_journey_seek_begins (name, query))
    return 4;
  if (esp_journey_seek_matches (title, query))
    return 3;
  return esp_journey_seek_matches (esp_journey_piece_get_about (piece), query) ? 2 : 0;
}

/**
 * esp_journey_pieces_search:
 * @query: what was typed; empty: all, those used last first
 *
 * Returns: (transfer container) (element-type EspJourneyPiece): the best first
 */
GPtrArray *
esp_journey_pieces_search (const char *query)
{
  GPtrArray *found = g_ptr_array_new ();
  g_auto (GStrv) recent = esp_settings_dup_strv (RECENT_KEY);

  for (guint i = 0; *query == '\0' && recent != NULL && recent[i] != NULL; i++)
    if (esp_journey_pieces_find (recent[i]) != NULL)
      g_ptr_array_add (found, (gpointer) esp_journey_pieces_find (recent[i]));
  for (guint wanted = 5; wanted > 0; wanted--)
    for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
      if (rank (&pieces[i], query) == wanted && !g_ptr_array_find (found, &pieces[i], NULL))
        g_ptr_array_add (found, (gpointer) &pieces[i]);
  return found;
}

/**
 * esp_journey_pieces_note_used:
 *
 * Remembers the piece, so that it stands at the top next time.
 */
void
esp_journey_pieces_note_used (const char *id)
{
  g_auto (GStrv) recent = esp_settings_dup_strv (RECENT_KEY);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  guint n = 1;

  g_strv_builder_add (builder, id);
  for (guint i = 0; recent != NULL && recent[i] != NULL && n < MAX_RECENT; i++)
    if (!g_str_equal (recent[i], id))
      {
        g_strv_builder_add (builder, recent[i]);
        n++;
      }
  all = g_strv_builder_end (builder);
  esp_settings_set_strv (RECENT_KEY, (const char *const *) all);
}
