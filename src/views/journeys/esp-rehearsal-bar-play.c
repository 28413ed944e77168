/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves the time of a simulation: by hand, by playing it, and to where something happens. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-rehearsal-bar-private.h"
#include "views/journeys/esp-rehearsal-faces.h"
#include "views/journeys/esp-rehearsal-words.h"

#include <glib/gi18n.h>

#define PLAY_MS 50
#define PLAY_STEPS 240 /* the whole time in so many pictures */

/* Without animations: no more than four pictures in a second, for as long in all. */
#define CALM_PLAY_MS 250

/**
 * esp_rehearsal_bar_get_moment:
 *
 * Returns: µs of the virtual time that is shown
 */
gint64
esp_rehearsal_bar_get_moment (EspRehearsalBar *self)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (self->rehearsal);

  return tally->start_us +
         (gint64) gtk_range_get_value (GTK_RANGE (self->parts.scale)) * tally->bucket_us;
}

static void
overlay_cb (EspJourneyFaces *faces, EspJourney *journey, gpointer data)
{
  EspRehearsalBar *self = data;

  if (self->rehearsal != NULL)
    esp_rehearsal_faces_write (faces, self->rehearsal, esp_rehearsal_bar_get_moment (self));
}

/**
 * esp_rehearsal_bar_show_moment:
 *
 * Shows on the canvas who is where at that moment.
 */
void
esp_rehearsal_bar_show_moment (EspRehearsalBar *self)
{
  EspLang lang = esp_session_get_lang (esp_journey_desk_get_session (self->desk));
  g_autofree char *text =
    esp_rehearsal_words_moment (self->rehearsal, esp_rehearsal_bar_get_moment (self), lang);

  gtk_label_set_text (GTK_LABEL (self->parts.moment), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->parts.scale),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  esp_journey_desk_set_overlay (self->desk, overlay_cb, self);
}

/**
 * esp_rehearsal_bar_stop_playing:
 */
void
esp_rehearsal_bar_stop_playing (EspRehearsalBar *self)
{
  g_clear_handle_id (&self->play_id, g_source_remove);
  gtk_button_set_icon_name (GTK_BUTTON (self->parts.play), "esp-play-symbolic");
  gtk_widget_set_tooltip_text (self->parts.play, _ ("Play (Space)"));
}

static guint
get_play_interval (EspRehearsalBar *self)
{
  gboolean is_animated = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &is_animated,
                NULL);
  return is_animated ? PLAY_MS : CALM_PLAY_MS;
}

static gboolean
play_on_cb (gpointer data)
{
  EspRehearsalBar *self = data;
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (self->rehearsal);
  double value = gtk_range_get_value (GTK_RANGE (self->parts.scale));

  if (value >= tally->n_buckets - 1)
    {
      self->play_id = 0;
      esp_rehearsal_bar_stop_playing (self);
      return G_SOURCE_REMOVE;
    }
  gtk_range_set_value (GTK_RANGE (self->parts.scale),
                       value + MAX ((double) tally->n_buckets / PLAY_STEPS *
                                      get_play_interval (self) / PLAY_MS,
                                    1));
  return G_SOURCE_CONTINUE;
}

/**
 * esp_rehearsal_bar_play:
 *
 * Lets the time go on, or stops it.
 */
void
esp_rehearsal_bar_play (EspRehearsalBar *self)
{
  const EspRehearsalTally *tally;

  if (self->rehearsal == NULL)
    return;
  if (self->play_id != 0)
    {
      esp_rehearsal_bar_stop_playing (self);
      return;
    }
  tally = esp_rehearsal_get_tally (self->rehearsal);
  if (gtk_range_get_value (GTK_RANGE (self->parts.scale)) >= tally->n_buckets - 1)
    gtk_range_set_value (GTK_RANGE (self->parts.scale), 0);
  self->play_id = g_timeout_add (get_play_interval (self), play_on_cb, self);
  gtk_button_set_icon_name (GTK_BUTTON (self->parts.play), "esp-pause-symbolic");
  gtk_widget_set_tooltip_text (self->parts.play, _ ("Pause (Space)"));
}

/**
 * esp_rehearsal_bar_go_to:
 * @at_us: of the virtual time
 */
void
esp_rehearsal_bar_go_to (EspRehearsalBar *self, gint64 at_us)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (self->rehearsal);

  gtk_range_set_value (GTK_RANGE (self->parts.scale), esp_rehearsal_tally_bucket (tally, at_us));
}

/**
 * esp_rehearsal_bar_move:
 * @direction: 1 or -1: to the next or the last moment at which something happens
 */
void
esp_rehearsal_bar_move (EspRehearsalBar *self, int direction)
{
  if (self->rehearsal != NULL)
    esp_rehearsal_bar_go_to (self,
                             esp_rehearsal_tally_next_active (esp_rehearsal_get_tally (
                                                                self->rehearsal),
                                                              esp_rehearsal_bar_get_moment (self),
                                                              direction));
}

/**
 * esp_rehearsal_bar_go_to_send:
 *
 * To the next moment at which something is sent.
 */
void
esp_rehearsal_bar_go_to_send (EspRehearsalBar *self)
{
  if (self->rehearsal != NULL)
    esp_rehearsal_bar_go_to (self,
                             esp_rehearsal_tally_next_send (esp_rehearsal_get_tally (
                                                              self->rehearsal),
                                                            esp_rehearsal_bar_get_moment (self)));
}
