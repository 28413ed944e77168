/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kinds of events are called: the same in rules, journeys, reports and charts. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-event-words.h"

#include "store/esp-events.h"

#include <glib/gi18n.h>

/**
 * esp_event_title:
 *
 * Returns: (transfer none) (nullable): English words for a kind of event, to be translated; %NULL for one of the
 *   user's own, which is called what it is called
 */
const char *
esp_event_title (const char *kind)
{
  static const struct
  {
    const char *kind;
    const char *title;
  } titles[] = {
    { ESP_EVENT_OPEN, N_ ("Opened an email") },
    { ESP_EVENT_CLICK, N_ ("Clicked a link") },
    { ESP_EVENT_MACHINE_OPEN, N_ ("Opened by a program") },
    { ESP_EVENT_MACHINE_CLICK, N_ ("Clicked by a program") },
    { ESP_EVENT_ORDER, N_ ("Bought") },
    { ESP_EVENT_REFUND, N_ ("Got money back") },
    { ESP_EVENT_VISIT, N_ ("Visited the website") },
    { ESP_EVENT_DELIVERED, N_ ("Received a message") },
    { ESP_EVENT_BOUNCE, N_ ("Message bounced") },
    { ESP_EVENT_COMPLAINT, N_ ("Reported spam") },
    { ESP_EVENT_UNSUBSCRIBE, N_ ("Unsubscribed") },
    { ESP_EVENT_REPLY, N_ ("Replied") },
    { ESP_EVENT_AUTO_REPLY, N_ ("Answered automatically") },
    { ESP_EVENT_FORWARD, N_ ("Passed a message on") },
    { ESP_EVENT_SHARE, N_ ("Shared a message") },
    { ESP_EVENT_STAGE, N_ ("Moved to another stage") },
    { ESP_EVENT_SCORE_POINTS, N_ ("Points given") },
    { ESP_EVENT_SCORE_THRESHOLD, N_ ("A score crossed a threshold") },
    { "signup", N_ ("Signed up") },
    { "cart", N_ ("Put into the cart") },
    { "ad_click", N_ ("Clicked an ad") },
    { "touch", N_ ("Was touched") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].kind, kind))
      return titles[i].title;
  return NULL;
}
