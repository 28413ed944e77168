/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose yes a journey needs before it is published: asked for, given, given back. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-publish-review.h"

#include "base/esp-format.h"
#include "views/review/esp-review-acts.h"
#include "views/review/esp-review-words.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef enum
{
  ACT_ASK,
  ACT_APPROVE,
  ACT_GIVE_BACK,
  ACT_WITHDRAW,
} Act;

struct _EspPublishReview
{
  GtkWidget parent_instance;

  EspSession *session; /* (owned) */
  gint64 journey_id;
  GtkWidget *group;
  GtkWidget *text;  /* (nullable) the row for what is said */
  GtkWidget *error; /* (nullable) below it */
};

G_DEFINE_FINAL_TYPE (EspPublishReview, esp_publish_review, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  EspPublishReview *self; /* (owned) main thread only */
  Act act;
  gint64 journey_id;
  char *person;
  char *text; /* (nullable) */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->self);
  g_free (call->person);
  g_free (call->text);
  g_free (call);
}

static gboolean
act_cb (EspTx *tx, gpointer data, GError **error)
{
  const Call *call = data;
  gboolean is_approved = FALSE;

  switch (call->act)
    {
    case ACT_ASK:
      return esp_journey_review_ask (tx, call->journey_id, call->person, call->text, error);
    case ACT_APPROVE:
      return esp_journey_review_approve (tx, call->journey_id, call->person, 0, &is_approved,
                                         error);
    case ACT_GIVE_BACK:
      return esp_journey_review_give_back (tx, call->journey_id, call->person, call->text, error);
    case ACT_WITHDRAW:
      return esp_journey_review_withdraw (tx, call->journey_id, call->person, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPublishReview) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_signal_emit (self, signals[SIGNAL_DONE], 0);
      return;
    }
  sentence = esp_review_message (error);
  if (self->group != NULL && self->error != NULL)
    esp_form_row_set_error (self->text, self->error, sentence);
  esp_session_announce (self->session, sentence, TRUE);
}

static void
pressed_cb (GtkWidget *button, EspPublishReview *self)
{
  Call *call = g_new0 (Call, 1);
  const char *text = self->text != NULL ? gtk_editable_get_text (GTK_EDITABLE (self->text)) : "";

  call->self = g_object_ref (self);
  call->act = (Act) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "esp-act"));
  call->journey_id = self->journey_id;
  call->person = g_strdup (esp_review_get_person ());
  call->text = *text != '\0' ? g_strdup (text) : NULL;
  esp_store_write_async (esp_session_get_store (self->session), NULL, act_cb, call, call_free,
                         done_cb, g_object_ref (self));
}

static void
add_button (EspPublishReview *self, GtkWidget *box, const char *label, Act act)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  if (act == ACT_APPROVE || act == ACT_ASK)
    gtk_widget_add_css_class (button, "suggested-action");
  g_object_set_data (G_OBJECT (button), "esp-act", GINT_TO_POINTER (act));
  g_signal_connect_object (button, "clicked", G_CALLBACK (pressed_cb), self, 0);
  gtk_box_append (GTK_BOX (box), button);
}

/* Returns: (transfer full): what to say of the review, in a sentence */
static char *
describe (EspPublishReview *self, const EspJourneyReviewLook *look)
{
  const EspJourneyReview *review = look->review;
  g_autofree char *until = NULL;

  switch (look->yes)
    {
    case ESP_JOURNEY_YES_MISSING:
      if (review != NULL && review->state == ESP_REVIEW_CHANGES && review->reason != NULL)
        /* Translators: who gave it back, and what is to be changed */
        return g_strdup_printf (_ ("%1$s wants a change: %2$s"), review->ended_by, review->reason);
      return g_strdup (_ ("Somebody has to look at this journey and its messages first."));
    case ESP_JOURNEY_YES_WAITS:
      /* Translators: a name, and what they said to it */
      return review->note != NULL
               ? g_strdup_printf (_ ("%1$s asked for a review: %2$s"), review->asked_by,
                                  review->note)
               : g_strdup_printf (_ ("%s asked for a review."), review->asked_by);
    case ESP_JOURNEY_YES_CHANGED:
      return g_strdup (
        _ ("The journey or one of its messages was changed since the review: ask again."));
    case ESP_JOURNEY_YES_GIVEN:
      until = esp_format_date (review->valid_until_us, esp_session_get_zone (self->session),
                               ESP_DATE_SHORT_TIME, esp_session_get_lang (self->session));
      return g_strdup_printf (_ ("Approved until %s"), until);
    case ESP_JOURNEY_YES_FREE:
    default:
      return g_strdup ("");
    }
}

static void
build (EspPublishReview *self, const EspJourneyReviewLook *look)
{
  g_autofree char *sentence = describe (self, look);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gboolean is_open = look->yes == ESP_JOURNEY_YES_WAITS;
  gboolean is_given = look->yes == ESP_JOURNEY_YES_GIVEN;

  self->group = esp_form_group_new (_ ("Review before publishing"), sentence);
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  self->text = esp_form_entry_row_new (is_open || is_given ? _ ("What is to be changed")
                                                           : _ ("What to say to those who look"),
                                       NULL);
  self->error = esp_form_error_row_new ();
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->text);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->error);
  gtk_widget_set_margin_top (box, 12);
  if (is_open)
    {
      add_button (self, box, _ ("_Approve"), ACT_APPROVE);
      add_button (self, box, _ ("Request C_hanges"), ACT_GIVE_BACK);
      add_button (self, box, _ ("_Withdraw"), ACT_WITHDRAW);
    }
  else if (is_given)
    add_button (self, box, _ ("Request C_hanges"), ACT_GIVE_BACK);
  else
    add_button (self, box, _ ("Ask for _Review"), ACT_ASK);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), box);
}

static void
esp_publish_review_dispose (GObject *object)
{
  EspPublishReview *self = ESP_PUBLISH_REVIEW (object);

  g_clear_pointer (&self->group, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_publish_review_parent_class)->dispose (object);
}

static void
esp_publish_review_class_init (EspPublishReviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_publish_review_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  /* Something was decided: look again. */
  signals[SIGNAL_DONE] = g_signal_new ("done", ESP_TYPE_PUBLISH_REVIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_publish_review_init (EspPublishReview *self)
{
}

/**
 * esp_publish_review_new:
 *
 * Returns: (transfer floating): how the draft stands; emits “done” when somebody has decided something
 */
GtkWidget *
esp_publish_review_new (EspSession *session, gint64 journey_id, const EspJourneyReviewLook *look)
{
  EspPublishReview *self = g_object_new (ESP_TYPE_PUBLISH_REVIEW, NULL);

  self->session = g_object_ref (session);
  self->journey_id = journey_id;
  build (self, look);
  return GTK_WIDGET (self);
}
