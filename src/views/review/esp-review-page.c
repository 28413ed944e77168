/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of one review: reads it, and keeps its five sections true. */
#define G_LOG_DOMAIN "esp-review"

#include "config.h"

#include "views/review/esp-review-page.h"

#include "views/campaigns/esp-campaign-parts.h"
#include "views/messages/esp-message-preview.h"
#include "views/messages/esp-text-samples.h"
#include "views/review/esp-review-parts.h"
#include "views/review/esp-review-words.h"
#include "views/shell/esp-banner.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-switcher.h"

#include <glib/gi18n.h>

#define PAGE_WIDTH 860

typedef enum
{
  SECTION_CHANGES,
  SECTION_SAMPLES,
  SECTION_PEOPLE,
  SECTION_CHECKS,
  SECTION_HISTORY,
  N_SECTIONS,
} Section;

static const char *const section_names[N_SECTIONS] = { "changes", "samples", "people", "checks",
                                                       "history" };

struct _EspReviewPage
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  gint64 id;
  EspReviewDossier *dossier; /* (owned) (nullable) */
  EspCampaignPage *campaign; /* (owned): counts and checks, but is not shown itself */
  char *obstacle;            /* (owned) (nullable) */
  GtkWidget *status;
  EspBanner *banner;
  GtkWidget *about;
  GtkStack *sections;
  GtkWidget *bins[N_SECTIONS];
  GtkWidget *bar;
  char *sample_document; /* (owned) (nullable) whose samples are shown */
};

typedef enum
{
  PROP_TITLE = 1,
} EspReviewPageProperty;

static GParamSpec *properties[PROP_TITLE + 1];

G_DEFINE_FINAL_TYPE (EspReviewPage, esp_review_page, GTK_TYPE_WIDGET)

/* Whether the campaign still plans what was asked about; else its figures are of another send. */
static gboolean
is_plan (EspReviewPage *self)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->campaign);

  return self->dossier != NULL && record != NULL &&
         record->id == self->dossier->review->campaign_id &&
         esp_campaign_record_is_draft (record) &&
         record->send->id == self->dossier->review->send_id;
}

static GtkWidget *
make_people_then (const EspReview *review)
{
  GtkWidget *group = esp_campaign_group_new (_ ("Who will get it"), ESP_TICK_DONE, _ ("Counted"));

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             esp_campaign_count_row_new (_ ("Receivers when it was asked for"),
                                                         review->n_receivers, FALSE));
  return group;
}

static void
show_figures (EspReviewPage *self)
{
  if (self->dossier == NULL)
    return;
  if (is_plan (self))
    {
      adw_bin_set_child (ADW_BIN (self->bins[SECTION_PEOPLE]),
                         esp_campaign_waterfall_new (self->campaign));
      adw_bin_set_child (ADW_BIN (self->bins[SECTION_CHECKS]),
                         esp_campaign_checks_new (self->campaign));
      return;
    }
  adw_bin_set_child (ADW_BIN (self->bins[SECTION_PEOPLE]),
                     make_people_then (self->dossier->review));
  adw_bin_set_child (ADW_BIN (self->bins[SECTION_CHECKS]),
                     esp_campaign_text_row_new (_ ("The send has been ordered already"),
                                                _ ("The evidence says what the rules said then.")));
}

static void
show_no_samples (EspReviewPage *self)
{
  GtkWidget *label = esp_campaign_text_row_new (_ ("Open the message to see samples of it"), NULL);
  GtkWidget *button = esp_button_new (_ ("_Open the message"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "esp-address",
                          g_strdup_printf ("messages/%" G_GINT64_FORMAT,
                                           self->dossier->review->message_id),
                          g_free);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "screen.message");
  adw_action_row_add_suffix (ADW_ACTION_ROW (label), button);
  adw_bin_set_child (ADW_BIN (self->bins[SECTION_SAMPLES]), label);
}

static void
show_samples (EspReviewPage *self)
{
  const EspReviewDossier *dossier = self->dossier;
  g_autoptr (EspMessageDesk) desk = NULL;

  if (dossier->document != NULL && g_strcmp0 (dossier->document, self->sample_document) == 0)
    return;
  g_free (self->sample_document);
  self->sample_document = g_strdup (dossier->document);
  if (dossier->text != NULL)
    {
      adw_bin_set_child (ADW_BIN (self->bins[SECTION_SAMPLES]),
                         esp_text_samples_new (self->session, dossier->document));
      return;
    }
  if (dossier->doc == NULL)
    {
      show_no_samples (self);
      return;
    }
  /* As it was looked at, whatever became of the message since. */
  desk =
    esp_message_desk_new_frozen (self->session, dossier->review->message_id, dossier->document);
  adw_bin_set_child (ADW_BIN (self->bins[SECTION_SAMPLES]), esp_message_preview_new (desk));
}

static GtkWidget *
pair_new (GtkWidget *first, GtkWidget *second)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  return box;
}

static void
show_dossier (EspReviewPage *self)
{
  const EspReviewDossier *dossier = self->dossier;

  g_clear_pointer (&self->obstacle, g_free);
  if (dossier->review->state == ESP_REVIEW_ASKED)
    self->obstacle = esp_review_own_sentence (dossier, self->session);
  else if (dossier->stale != 0)
    {
      g_autofree char *parts = esp_review_name_parts (dossier->stale);

      /* Translators: what was changed, such as "message, audience" */
      self->obstacle =
        g_strdup_printf (_ ("The approval does not hold any more, because this was changed: %s"),
                         parts);
    }
  esp_banner_set_text (self->banner, self->obstacle);
  gtk_widget_set_visible (self->bar, esp_review_dossier_can_give_back (dossier));
  adw_bin_set_child (ADW_BIN (self->about), esp_review_about_new (self->session, dossier));
  adw_bin_set_child (ADW_BIN (self->bins[SECTION_CHANGES]),
                     pair_new (esp_review_changes_new (dossier),
                               esp_review_comments_new (self->session, dossier)));
  adw_bin_set_child (ADW_BIN (self->bins[SECTION_HISTORY]),
                     esp_review_history_new (self->session, dossier));
  show_samples (self);
  esp_status_show_content (ESP_STATUS (self->status));
  esp_campaign_page_set_campaign (self->campaign, dossier->review->campaign_id);
  show_figures (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReviewPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspReviewDossier) dossier = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->status == NULL || (dossier != NULL && dossier->id != self->id) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (dossier == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_status_show_error (ESP_STATUS (self->status), sentence, error->message);
      return;
    }
  g_clear_pointer (&self->dossier, esp_review_dossier_free);
  self->dossier = g_steal_pointer (&dossier);
  show_dossier (self);
}

/**
 * esp_review_page_reload:
 */
void
esp_review_page_reload (EspReviewPage *self)
{
  if (self->id != 0)
    esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE,
                          esp_review_dossier_read, esp_review_dossier_new (self->id),
                          (GDestroyNotify) esp_review_dossier_free,
                          esp_session_get_cancellable (self->session), read_cb,
                          g_object_ref (self));
}

static void
changed_cb (EspReviewPage *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_REVIEW | ESP_CHANGE_CAMPAIGN))
    esp_review_page_reload (self);
}

static void
esp_review_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((EspReviewPageProperty) id)
    {
    case PROP_TITLE:
      g_value_set_string (value, esp_review_page_get_title (ESP_REVIEW_PAGE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
esp_review_page_dispose (GObject *object)
{
  EspReviewPage *self = ESP_REVIEW_PAGE (object);

  g_clear_pointer (&self->status, gtk_widget_unparent);
  g_clear_object (&self->campaign);
  g_clear_pointer (&self->dossier, esp_review_dossier_free);
  g_clear_pointer (&self->obstacle, g_free);
  g_clear_pointer (&self->sample_document, g_free);
  G_OBJECT_CLASS (esp_review_page_parent_class)->dispose (object);
}

static void
esp_review_page_class_init (EspReviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = esp_review_page_dispose;
  object_class->get_property = esp_review_page_get_property;
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_review_page_init (EspReviewPage *self)
{
}

static void
set_margins (GtkWidget *widget)
{
  g_object_set (widget, "margin-start", 12, "margin-end", 12, "margin-top", 12, "margin-bottom", 12,
                NULL);
}

static GtkWidget *
clamp_new (GtkWidget *child)
{
  GtkWidget *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);
  return clamp;
}

/* The preview scrolls by itself. */
static void
add_section (EspReviewPage *self, Section section, const char *title)
{
  GtkWidget *bin = adw_bin_new ();
  GtkWidget *child = bin;

  self->bins[section] = bin;
  if (section != SECTION_SAMPLES)
    {
      child = gtk_scrolled_window_new ();
      set_margins (bin);
      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (child), GTK_POLICY_NEVER,
                                      GTK_POLICY_AUTOMATIC);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (child), clamp_new (bin));
    }
  gtk_stack_add_titled (self->sections, child, section_names[section], title);
}

static GtkWidget *
make_bar (EspReviewPage *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *comment = esp_button_new (_ ("_Comment…"));
  GtkWidget *changes = esp_button_new (_ ("Request c_hanges…"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (comment), "screen.comment");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (changes), "screen.changes");
  gtk_widget_set_hexpand (changes, TRUE);
  gtk_widget_set_halign (changes, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (bar), comment);
  gtk_box_append (GTK_BOX (bar), changes);
  set_margins (bar);
  self->bar = clamp_new (bar);
  return self->bar;
}

static void
build (EspReviewPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *switcher;
  GtkWidget *head;

  self->banner = ESP_BANNER (esp_banner_new (ESP_BANNER_INFO));
  self->about = adw_bin_new ();
  self->sections = GTK_STACK (gtk_stack_new ());
  add_section (self, SECTION_CHANGES, C_ ("review", "Changes"));
  add_section (self, SECTION_SAMPLES, C_ ("review", "What they get"));
  add_section (self, SECTION_PEOPLE, C_ ("review", "Who gets it"));
  add_section (self, SECTION_CHECKS, C_ ("review", "Checks"));
  add_section (self, SECTION_HISTORY, C_ ("review", "History"));
  gtk_widget_set_vexpand (GTK_WIDGET (self->sections), TRUE);
  switcher = esp_switcher_new (self->sections, C_ ("review", "Sections of the review"));
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  head = clamp_new (self->about);
  set_margins (self->about);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->banner));
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sections));
  gtk_box_append (GTK_BOX (box), make_bar (self));
  self->status = esp_status_new (box);
  gtk_widget_set_parent (self->status, GTK_WIDGET (self));
}

/**
 * esp_review_page_new:
 *
 * Returns: (transfer floating): a page that shows no review yet
 */
GtkWidget *
esp_review_page_new (EspSession *session)
{
  EspReviewPage *self = g_object_new (ESP_TYPE_REVIEW_PAGE, NULL);

  self->session = session;
  self->campaign = g_object_ref_sink (ESP_CAMPAIGN_PAGE (esp_campaign_page_new (session)));
  esp_campaign_page_set_read_only (self->campaign);
  g_signal_connect_object (self->campaign, "notify::title", G_CALLBACK (show_figures), self,
                           G_CONNECT_SWAPPED);
  build (self);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * esp_review_page_set_review:
 * @id: 0 is none
 */
void
esp_review_page_set_review (EspReviewPage *self, gint64 id)
{
  if (id != self->id)
    {
      g_clear_pointer (&self->dossier, esp_review_dossier_free);
      gtk_stack_set_visible_child_name (self->sections, section_names[SECTION_CHANGES]);
    }
  self->id = id;
  if (id == 0)
    esp_campaign_page_set_campaign (self->campaign, 0);
  esp_review_page_reload (self);
}

/**
 * esp_review_page_get_dossier:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
const EspReviewDossier *
esp_review_page_get_dossier (EspReviewPage *self)
{
  return self->dossier;
}

/**
 * esp_review_page_get_title:
 *
 * Returns: (transfer none): the name of the campaign; "" while it is not known
 */
const char *
esp_review_page_get_title (EspReviewPage *self)
{
  return self->dossier != NULL ? self->dossier->review->campaign : "";
}

/**
 * esp_review_page_get_obstacle:
 *
 * Returns: (transfer none) (nullable): why the person who sits here cannot approve it yet, translated
 */
const char *
esp_review_page_get_obstacle (EspReviewPage *self)
{
  if (self->dossier == NULL || self->dossier->review->state != ESP_REVIEW_ASKED)
    return _ ("This review is decided already.");
  return self->obstacle;
}

/**
 * esp_review_page_show_section:
 * @section: from 0 on
 */
void
esp_review_page_show_section (EspReviewPage *self, guint section)
{
  if (section < N_SECTIONS)
    gtk_stack_set_visible_child_name (self->sections, section_names[section]);
}
