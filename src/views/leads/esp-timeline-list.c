/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lead's history as a list: what happened and what did not, each in a sentence with its time. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-timeline-list.h"

#include "store/esp-events.h"
#include "store/esp-timeline.h"
#include "views/leads/esp-lead-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  const char *key;
  const char *words;
} Word;

static const Word event_words[] = {
  { ESP_EVENT_DELIVERED, NC_ ("timeline", "Delivered") },
  { ESP_EVENT_OPEN, NC_ ("timeline", "Opened") },
  { ESP_EVENT_CLICK, NC_ ("timeline", "Clicked") },
  { ESP_EVENT_BOUNCE, NC_ ("timeline", "Bounced") },
  { ESP_EVENT_COMPLAINT, NC_ ("timeline", "Complained") },
  { ESP_EVENT_UNSUBSCRIBE, NC_ ("timeline", "Unsubscribed") },
  { ESP_EVENT_VISIT, NC_ ("timeline", "Visited the website") },
  { ESP_EVENT_ORDER, NC_ ("timeline", "Ordered") },
  { "signup", NC_ ("timeline", "Signed up") },
  { "cart", NC_ ("timeline", "Put something into the cart") },
};

static const Word delivery_words[] = {
  { "queued", NC_ ("timeline", "Waits to be sent") },
  { "sending", NC_ ("timeline", "Is being sent") },
  { "sent", NC_ ("timeline", "Sent") },
  { "failed", NC_ ("timeline", "Could not be sent") },
  { "unknown", NC_ ("timeline", "In doubt: handed over without a reply") },
  { "skipped", NC_ ("timeline", "Not sent") },
  { "cancelled", NC_ ("timeline", "Stopped before it was sent") },
};

static const char *
find_words (const Word *words, gsize n_words, const char *key)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_str_equal (words[i].key, key))
      return g_dpgettext2 (NULL, "timeline", words[i].words);
  return key;
}

static char *
dup_consent_title (const EspTimelineItem *item)
{
  g_auto (GStrv) parts = g_strsplit (item->detail, "/", 2);

  /* Translators: a channel such as Email, then a state such as Granted */
  return g_strdup_printf (_ ("Consent for %s: %s"), esp_lead_channel_label (parts[0]),
                          esp_lead_consent_label (item->what));
}

static char *
dup_title (const EspTimelineItem *item)
{
  switch (item->kind)
    {
    case ESP_TIMELINE_CONSENT:
      return dup_consent_title (item);
    case ESP_TIMELINE_NOTE:
      return g_strdup (_ ("Note"));
    case ESP_TIMELINE_DELIVERY:
      return g_strdup (find_words (delivery_words, G_N_ELEMENTS (delivery_words), item->what));
    case ESP_TIMELINE_EVENT:
    default:
      return g_strdup (find_words (event_words, G_N_ELEMENTS (event_words), item->what));
    }
}

static char *
dup_subtitle (const EspTimelineItem *item)
{
  const char *detail = item->kind == ESP_TIMELINE_CONSENT ? NULL : item->detail;

  if (item->subject != NULL && detail != NULL)
    return g_strdup_printf ("%s · %s", item->subject, detail);
  return g_strdup (item->subject != NULL ? item->subject : detail);
}

static GtkWidget *
row_new (EspSession *session, const EspTimelineItem *item)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = dup_title (item);
  g_autofree char *subtitle = dup_subtitle (item);
  g_autofree char *exact = esp_format_date (item->at_us, esp_session_get_zone (session),
                                            ESP_DATE_DAY_TIME, esp_session_get_lang (session));
  g_autofree char *relative =
    esp_format_relative (item->at_us, esp_clock_now_us (esp_session_get_clock (session)),
                         esp_session_get_lang (session));
  GtkWidget *when = gtk_label_new (relative);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_add_css_class (when, "dim-label");
  gtk_widget_add_css_class (when, "caption");
  gtk_widget_set_tooltip_text (when, exact);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), when);
  return row;
}

/**
 * esp_timeline_list_new:
 * @items: (element-type EspTimelineItem): newest first
 *
 * Returns: (transfer floating): the list
 */
GtkWidget *
esp_timeline_list_new (EspSession *session, GPtrArray *items)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Timeline"), -1);
  for (guint i = 0; i < items->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), row_new (session, items->pdata[i]));
  return list;
}
