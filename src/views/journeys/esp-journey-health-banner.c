/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says over the page of a journey, and in Activity, what does not go as it should, and opens who it is about. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-health-banner.h"

#include "store/esp-journey-trouble.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-banner.h"

#include <glib/gi18n.h>

#define BANNER_KEY "esp-journey-health"
/* Several notices shortly after one another are answered once. */
#define READ_MS 500
#define CHANGES                                                                                    \
  (ESP_CHANGE_TROUBLE | ESP_CHANGE_PASSAGE | ESP_CHANGE_JOURNEY | ESP_CHANGE_CHANNEL |             \
   ESP_CHANGE_CAMPAIGN)

typedef struct
{
  EspSession *session; /* the window's */
  GtkWidget *banner;   /* (unowned) holds this */
  gint64 journey_id;   /* 0: any */
  char *address;       /* (owned) (nullable) what the button opens */
  guint source;
} Watch;

typedef struct
{
  gint64 journey_id;
  GPtrArray *health;   /* (owned) (nullable) (element-type EspHealth) */
  GPtrArray *troubles; /* (owned) (nullable) (element-type EspJourneyTrouble) */
} Look;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_clear_handle_id (&watch->source, g_source_remove);
  g_free (watch->address);
  g_free (watch);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->health, g_ptr_array_unref);
  g_clear_pointer (&look->troubles, g_ptr_array_unref);
  g_free (look);
}

static const char *
name_step (const EspHealth *health)
{
  if (health->step_title != NULL)
    return health->step_title;
  return health->step != NULL ? health->step : "";
}

static char *
say_messages (const EspHealth *health, const char *n)
{
  g_autofree char *reason =
    health->text != NULL ? esp_campaign_ledger_reason (health->text) : g_strdup ("");

  if (health->kind == ESP_HEALTH_FAILED)
    /* Translators: a number of leads, the name of a step, why */
    return g_strdup_printf (ngettext ("%1$s lead did not get “%2$s”: %3$s",
                                      "%1$s leads did not get “%2$s”: %3$s", (gulong) health->n),
                            n, name_step (health), reason);
  /* Translators: a number of leads, the name of a step, why */
  return g_strdup_printf (ngettext ("%1$s lead waits at “%2$s”: %3$s",
                                    "%1$s leads wait at “%2$s”: %3$s", (gulong) health->n),
                          n, name_step (health), reason);
}

static char *
say_since (EspSession *session, const EspHealth *health, const char *n)
{
  g_autofree char *since =
    esp_format_relative (health->at_us, esp_clock_now_us (esp_session_get_clock (session)),
                         esp_session_get_lang (session));

  if (health->kind == ESP_HEALTH_EMPTY)
    /* Translators: how long ago: "3 days ago" */
    return g_strdup_printf (_ ("Nobody has come in; the last one %s"), since);
  if (health->n == 1 && health->step != NULL)
    /* Translators: the name of a step, how long ago */
    return g_strdup_printf (_ ("“%1$s” has sent nothing; the last one %2$s"), name_step (health),
                            since);
  /* Translators: a number of steps, how long ago */
  return g_strdup_printf (ngettext ("%1$s step has sent nothing; the last one %2$s",
                                    "%1$s steps have sent nothing; the last one %2$s",
                                    (gulong) health->n),
                          n, since);
}

/**
 * esp_journey_health_words:
 *
 * Returns: (transfer full): one fact about a journey
 */
char *
esp_journey_health_words (EspSession *session, const EspHealth *health)
{
  g_autofree char *n = esp_format_count (health->n);

  switch (health->kind)
    {
    case ESP_HEALTH_TROUBLE:
      return g_strdup_printf (_ ("This journey stands still and is tried again every few minutes; "
                                 "nobody loses the place. The cause: %s"),
                              health->text);
    case ESP_HEALTH_ENGINE:
      return g_strdup (_ ("Leads are due, and nothing leads them on: the engine does not run"));
    case ESP_HEALTH_CHANNEL:
      return g_strdup_printf (ngettext ("%1$s lead waits at “%2$s”: the channel does not work",
                                        "%1$s leads wait at “%2$s”: the channel does not work",
                                        (gulong) health->n),
                              n, name_step (health));
    case ESP_HEALTH_HELD:
    case ESP_HEALTH_FAILED:
      return say_messages (health, n);
    case ESP_HEALTH_SILENT:
    case ESP_HEALTH_EMPTY:
      return say_since (session, health, n);
    case ESP_HEALTH_PAUSED:
      return g_strdup_printf (ngettext ("Paused: %s lead waits", "Paused: %s leads wait",
                                        (gulong) health->n),
                              n);
    case ESP_N_HEALTHS:
    default:
      return g_strdup ("");
    }
}

static gboolean
read_look (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  if (look->journey_id != 0)
    look->health = esp_journey_health_load (tx, look->journey_id, error);
  else
    look->troubles = esp_journey_trouble_list (tx, error);
  return look->health != NULL || look->troubles != NULL;
}

static void
show_health (Watch *watch, const Look *look)
{
  EspBanner *banner = ESP_BANNER (watch->banner);
  const EspHealth *worst = look->health->len > 0 ? g_ptr_array_index (look->health, 0) : NULL;
  g_autofree char *text = NULL;

  /* What is only slow or on purpose is said in the list of journeys. */
  if (worst == NULL || worst->kind > ESP_HEALTH_FAILED)
    {
      esp_banner_set_text (banner, NULL);
      return;
    }
  text = esp_journey_health_words (watch->session, worst);
  esp_banner_set_kind (banner,
                       worst->kind <= ESP_HEALTH_CHANNEL ? ESP_BANNER_ERROR : ESP_BANNER_WARNING);
  esp_banner_set_text (banner, text);
  g_clear_pointer (&watch->address, g_free);
  if (worst->key != NULL && worst->n > 0)
    watch->address = g_strdup_printf ("leads?drill=%s", worst->key);
  esp_banner_set_button (banner, watch->address != NULL ? _ ("Show _leads") : NULL, NULL);
}

static void
show_troubles (Watch *watch, const Look *look)
{
  EspBanner *banner = ESP_BANNER (watch->banner);
  const EspJourneyTrouble *first =
    look->troubles->len > 0 ? g_ptr_array_index (look->troubles, 0) : NULL;
  g_autofree char *text = NULL;

  if (first == NULL)
    {
      esp_banner_set_text (banner, NULL);
      return;
    }
  /* Translators: the name of a journey, and what went wrong */
  text =
    g_strdup_printf (_ ("The journey “%1$s” stands still and is tried again every few minutes; "
                        "nobody loses the place. The cause: %2$s"),
                     first->name, first->message);
  esp_banner_set_text (banner, text);
  g_clear_pointer (&watch->address, g_free);
  watch->address = g_strdup_printf ("journeys/%" G_GINT64_FORMAT, first->journey_id);
  esp_banner_set_button (banner, _ ("_Open"), NULL);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) banner = user_data;
  Watch *watch = g_object_get_data (G_OBJECT (banner), BANNER_KEY);
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (look == NULL)
    {
      g_debug ("How journeys are cannot be read: %s", error->message);
      return;
    }
  if (watch != NULL && gtk_widget_get_parent (banner) != NULL)
    {
      if (look->health != NULL)
        show_health (watch, look);
      else
        show_troubles (watch, look);
    }
  look_free (look);
}

static gboolean
look_cb (gpointer user_data)
{
  Watch *watch = user_data;
  Look *look;

  watch->source = 0;
  if (gtk_widget_get_parent (watch->banner) == NULL)
    return G_SOURCE_REMOVE; /* its window is gone */
  look = g_new0 (Look, 1);
  look->journey_id = watch->journey_id;
  esp_store_read_async (esp_session_get_store (watch->session), ESP_READ_LONG, read_look, look,
                        look_free, NULL, read_cb, g_object_ref (watch->banner));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (EspStore *store, EspChanges *changes, GtkWidget *banner)
{
  Watch *watch = g_object_get_data (G_OBJECT (banner), BANNER_KEY);

  if (esp_changes_has (changes, watch->journey_id != 0 ? CHANGES : ESP_CHANGE_TROUBLE) &&
      watch->source == 0)
    watch->source = g_timeout_add (READ_MS, look_cb, watch);
}

static void
clicked_cb (EspBanner *banner, gpointer user_data)
{
  Watch *watch = user_data;

  if (watch->address != NULL)
    esp_session_open (watch->session, watch->address);
}

/**
 * esp_journey_health_banner_new:
 * @journey_id: 0: any journey that cannot be led on
 *
 * Returns: (transfer floating): hidden while all is well
 */
GtkWidget *
esp_journey_health_banner_new (EspSession *session, gint64 journey_id)
{
  GtkWidget *banner = esp_banner_new (ESP_BANNER_ERROR);
  Watch *watch = g_new0 (Watch, 1);

  watch->session = session;
  watch->banner = banner;
  watch->journey_id = journey_id;
  g_object_set_data_full (G_OBJECT (banner), BANNER_KEY, watch, watch_free);
  g_signal_connect (banner, "clicked", G_CALLBACK (clicked_cb), watch);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           banner, 0);
  watch->source = g_idle_add (look_cb, watch);
  return banner;
}
