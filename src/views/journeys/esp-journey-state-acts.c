/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does with a journey that people are in: asked about where there is a choice, done at once
 * where it can be taken back. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-state-acts.h"

#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-particle.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (owned) */
  gint64 id;
  EspJourneyAct act;
  char *name; /* (owned) */
} Act;

static Act *
act_new (EspSession *session, gint64 id, const char *name, EspJourneyAct what)
{
  Act *act = g_new0 (Act, 1);

  act->session = g_object_ref (session);
  act->id = id;
  act->name = g_strdup (name);
  act->act = what;
  return act;
}

static void
act_free (Act *act)
{
  g_object_unref (act->session);
  g_free (act->name);
  g_free (act);
}

static gboolean
act_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;
  EspSegmentEngine *engine = esp_segment_engine_new ();
  gboolean is_ok = esp_journey_act (tx, engine, act->id, act->act, error);

  esp_segment_engine_unref (engine);
  return is_ok;
}

static char *
dup_sentence (EspJourneyAct act, const char *name)
{
  switch (act)
    {
    /* Translators: in all of these %s is the name of a journey */
    case ESP_JOURNEY_ACT_PAUSE:
      return esp_particle_printf (_ ("“%s” is paused; people wait where they are"), name);
    case ESP_JOURNEY_ACT_FREEZE:
      return esp_particle_printf (_ ("“%s” is paused; its clock stands still"), name);
    case ESP_JOURNEY_ACT_RESUME:
      return esp_particle_printf (_ ("“%s” goes on"), name);
    case ESP_JOURNEY_ACT_CLOSE:
      return esp_particle_printf (_ ("“%s” lets nobody in any more"), name);
    case ESP_JOURNEY_ACT_OPEN:
      return esp_particle_printf (_ ("“%s” lets people in again"), name);
    case ESP_JOURNEY_ACT_END:
      return esp_particle_printf (_ ("“%s” ends when the last one has left it"), name);
    case ESP_JOURNEY_ACT_END_NOW:
    case ESP_N_JOURNEY_ACTS:
    default:
      return esp_particle_printf (_ ("“%s” is ended; everyone was taken out"), name);
    }
}

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;
  g_autofree char *text = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      text = dup_sentence (act->act, act->name);
      if (history_id != 0)
        esp_session_toast_undo (act->session, text, history_id);
      else
        esp_session_toast (act->session, text);
    }
  else
    {
      text = esp_store_message (error);
      esp_session_toast (act->session, text);
    }
  act_free (act);
}

/**
 * esp_journey_state_act:
 * @name: of the journey
 *
 * Does it, and says so. What changes nothing but the door can be undone; the rest has another act that takes
 * it back, as people and messages may have gone on.
 */
void
esp_journey_state_act (EspSession *session, gint64 journey_id, const char *name, EspJourneyAct act)
{
  const EspOperation operation = { .kind = "journey-close", .summary = name };
  Act *data = act_new (session, journey_id, name, act);

  esp_store_write_async (esp_session_get_store (session),
                         act == ESP_JOURNEY_ACT_CLOSE ? &operation : NULL, act_in_tx, data, NULL,
                         acted_cb, data);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  const char *answer = esp_dialog_ask_finish (result, NULL); /* closed is no error */

  if (answer != NULL && esp_journey_act_from_name (answer, &act->act))
    esp_journey_state_act (act->session, act->id, act->name, act->act);
  act_free (act);
}

/**
 * esp_journey_state_ask_pause:
 *
 * Asks whether the time of the pause counts, once.
 */
void
esp_journey_state_ask_pause (EspSession *session, gint64 journey_id, const char *name)
{
  const EspDialogAnswer answers[] = { { "pause", _ ("_Let times go on"), FALSE, FALSE },
                                      { "freeze", _ ("_Stop the clock"), FALSE, TRUE },
                                      { NULL } };

  esp_dialog_ask_async (
    esp_session_get_window (session), _ ("Pause the journey?"),
    _ ("People wait where they are, and nothing is sent, not even what is prepared. Should their "
       "waiting times go on meanwhile, or stand still until you resume? Dates and hours of the day "
       "stay as they are."),
    answers, NULL, answered_cb, act_new (session, journey_id, name, ESP_JOURNEY_ACT_PAUSE));
}

/**
 * esp_journey_state_ask_end:
 *
 * Asks what becomes of those inside.
 */
void
esp_journey_state_ask_end (EspSession *session, gint64 journey_id, const char *name)
{
  const EspDialogAnswer answers[] = { { "end-now", _ ("_Take everyone out now"), TRUE, FALSE },
                                      { "end", _ ("_Let everyone finish"), FALSE, TRUE },
                                      { NULL } };

  esp_dialog_ask_async (
    esp_session_get_window (session), _ ("End the journey?"),
    _ ("Nobody enters any more. Those inside can go on to their end; or everyone leaves now, and "
       "prepared messages that have not gone out are taken back. That cannot be undone."),
    answers, NULL, answered_cb, act_new (session, journey_id, name, ESP_JOURNEY_ACT_END));
}

static const struct
{
  EspJourneyAct act;
  const char *action;
  const char *label;
} items[] = {
  { ESP_JOURNEY_ACT_RESUME, "journey-resume", N_ ("_Resume: everyone goes on") },
  { ESP_JOURNEY_ACT_PAUSE, "journey-pause", N_ ("_Pause…: people wait where they are") },
  { ESP_JOURNEY_ACT_OPEN, "journey-open", N_ ("_Let people in again") },
  { ESP_JOURNEY_ACT_CLOSE, "journey-close",
    N_ ("_Stop entry: nobody comes in, those inside go on") },
  { ESP_JOURNEY_ACT_END, "journey-end", N_ ("_End…: finish for good") },
};

/* Ending is offered as long as anybody may be inside. */
static gboolean
is_possible (EspJourneyAct act, const EspJourneyRow *row)
{
  return esp_journey_act_is_possible (act, row) ||
         (act == ESP_JOURNEY_ACT_END && esp_journey_act_is_possible (ESP_JOURNEY_ACT_END_NOW, row));
}

/**
 * esp_journey_state_acts_append:
 * @row: (nullable): only what can be done with it now; %NULL everything
 * @prefix: of the actions, such as "screen"
 *
 * Adds the acts to a menu, each with what it means.
 */
void
esp_journey_state_acts_append (GMenu *menu, const EspJourneyRow *row, const char *prefix)
{
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autofree char *action = g_strdup_printf ("%s.%s", prefix, items[i].action);

      if (row == NULL || is_possible (items[i].act, row))
        g_menu_append (menu, _ (items[i].label), action);
    }
}

/**
 * esp_journey_state_acts_update:
 * @row: (nullable): a journey; %NULL nothing can be done
 *
 * What cannot be done now is grey.
 */
void
esp_journey_state_acts_update (GActionMap *actions, const EspJourneyRow *row)
{
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      GAction *action = g_action_map_lookup_action (actions, items[i].action);

      if (action != NULL)
        g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                     row != NULL && is_possible (items[i].act, row));
    }
}
