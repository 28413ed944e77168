/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the leads that a number of a simulation counts, once they are found on another thread. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-rehearsal-drill.h"

#include "engine/journey/esp-rehearsal-quest.h"
#include "views/journeys/esp-journey-words.h"
#include "views/leads/esp-leads-screen.h"
#include "views/shell/esp-background.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

typedef struct
{
  EspRehearsal *rehearsal; /* (owned) */
  EspSession *session;     /* (owned) */
  char *key;               /* (owned) */
  char *title;             /* (owned) of the journey */
  EspBitmap *leads;        /* (owned) (nullable) */
} Drill;

static void
drill_free (gpointer data)
{
  Drill *self = data;

  esp_rehearsal_unref (self->rehearsal);
  g_object_unref (self->session);
  g_free (self->key);
  g_free (self->title);
  esp_bitmap_free (self->leads);
  g_free (self);
}

static gboolean
collect_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  Drill *self = data;

  self->leads = esp_rehearsal_collect (self->rehearsal, self->key, cancellable, error);
  return self->leads != NULL;
}

static const char *
describe_kind (const char *name)
{
  static const struct
  {
    const char *name;
    const char *words;
  } kinds[] = {
    { "entered", NC_ ("rehearsal", "would come in") },
    { "reached", NC_ ("rehearsal", "would reach a goal") },
    { "inside", NC_ ("rehearsal", "would still be inside at the end") },
    { "sent", NC_ ("rehearsal", "would get a message") },
    { "hour", NC_ ("rehearsal", "would get a message in the busiest hour") },
    { "held", NC_ ("rehearsal", "a message would be held") },
    { "waiting", NC_ ("rehearsal", "a message would wait a while") },
    { "refused", NC_ ("rehearsal", "would not be let in") },
    { "collides", NC_ ("rehearsal", "held for the messages of another") },
    { "displaces", NC_ ("rehearsal", "another's message would be held") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return g_dpgettext2 (NULL, "rehearsal", kinds[i].words);
  return "";
}

static char *
describe (const Drill *self)
{
  g_auto (GStrv) parts = g_strsplit (self->key, ":", 2);
  EspReason reason = ESP_REASON_NONE;
  gboolean has_reason = parts[1] != NULL &&
                        (g_str_equal (parts[0], "held") || g_str_equal (parts[0], "waiting")) &&
                        esp_reason_from_name (parts[1], &reason);
  gboolean has_name = g_str_equal (parts[0], "collides") || g_str_equal (parts[0], "displaces");
  const char *more = has_reason ? esp_journey_words_reason (reason) : has_name ? parts[1] : NULL;

  /* Translators: name of a journey, what would happen to these leads in a simulation of it, and why */
  return more != NULL
           ? g_strdup_printf (_ ("%1$s ▸ Simulation: %2$s (%3$s)"), self->title,
                              describe_kind (parts[0]), more)
           /* Translators: name of a journey, what would happen to these leads in a simulation of it */
           : g_strdup_printf (_ ("%1$s ▸ Simulation: %2$s"), self->title, describe_kind (parts[0]));
}

static void
collected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Drill *self = esp_background_run_finish (result, &error);
  g_autoptr (EspSession) session = user_data;
  g_autofree char *sentence = NULL;

  if (self == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_announce (session, message, TRUE);
      return;
    }
  sentence = describe (self);
  esp_leads_screen_drill (session, sentence, self->leads);
}

/**
 * esp_rehearsal_drill_show:
 * @key: which number: "held:no-consent"
 *
 * Everyone is led again, away from the window, and then the leads are opened.
 */
void
esp_rehearsal_drill_show (EspJourneyDesk *desk, EspRehearsal *rehearsal, const char *key)
{
  const EspJourneyRow *row = esp_journey_draft_get_row (esp_journey_desk_get_draft (desk));
  Drill *self = g_new0 (Drill, 1);

  self->rehearsal = esp_rehearsal_ref (rehearsal);
  self->session = g_object_ref (esp_journey_desk_get_session (desk));
  self->key = g_strdup (key);
  self->title = g_strdup (row != NULL ? row->name : "");
  esp_background_run_async (collect_worker, self, drill_free, NULL, collected_cb,
                            g_object_ref (self->session));
}
