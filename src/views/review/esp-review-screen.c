/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of reviews: a list of what waits and what was decided, and the page of each. */
#define G_LOG_DOMAIN "esp-review"

#include "config.h"

#include "views/review/esp-review-screen.h"

#include "store/esp-journey-reviews.h"
#include "views/review/esp-review-acts.h"
#include "views/review/esp-review-file.h"
#include "views/review/esp-review-page.h"
#include "views/review/esp-review-rows.h"
#include "views/review/esp-review-sheets.h"
#include "views/review/esp-review-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define AREA "review"
#define PAGE_WIDTH 860
#define MAX_ROWS 300

struct _EspReviewScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's */
  GSimpleActionGroup *actions; /* (owned) */
  GtkWidget *places;           /* the list, and the page */
  GtkWidget *status;
  GtkWidget *bin;
  EspReviewPage *page;
  gint64 open_id;
  guint n_waiting;
};

static void screen_iface_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspReviewScreen,
                               esp_review_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_iface_init))

typedef struct
{
  GPtrArray *sends;    /* (owned) (nullable) (element-type EspReview) */
  GPtrArray *journeys; /* (owned) (nullable) (element-type EspJourneyReview) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->sends, g_ptr_array_unref);
  g_clear_pointer (&look->journeys, g_ptr_array_unref);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->sends = esp_review_list (tx, TRUE, MAX_ROWS, error);
  look->journeys = look->sends != NULL ? esp_journey_review_list (tx, TRUE, MAX_ROWS, error) : NULL;
  return look->journeys != NULL;
}

static void
show_rows (EspReviewScreen *self, const Look *look)
{
  GtkWidget *list =
    esp_review_rows_new (self->session, look->sends, look->journeys, &self->n_waiting);

  gtk_widget_set_valign (list, GTK_ALIGN_START);
  adw_bin_set_child (ADW_BIN (self->bin), list);
  if (look->sends->len + look->journeys->len > 0)
    {
      esp_status_show_content (ESP_STATUS (self->status));
      return;
    }
  esp_status_show_empty (ESP_STATUS (self->status), "esp-review-symbolic",
                         _ ("Nothing waits for a review"),
                         _ ("On the page of a campaign, “Ask for a review” lets others look at it "
                            "before it leaves. Which campaigns need that is chosen in the sender's "
                            "settings."));
  esp_status_set_buttons (ESP_STATUS (self->status), _ ("_Open the campaigns"), "screen.campaigns",
                          NULL, NULL);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReviewScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->places != NULL && look != NULL)
    {
      show_rows (self, look);
      esp_screen_notify_state (ESP_SCREEN (self));
    }
  else if (self->places != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_status_show_error (ESP_STATUS (self->status), sentence, error->message);
    }
  g_clear_pointer (&look, look_free);
}

static void
reload (EspReviewScreen *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, look_cb,
                        g_new0 (Look, 1), look_free, esp_session_get_cancellable (self->session),
                        looked_cb, g_object_ref (self));
}

static void
changed_cb (EspReviewScreen *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_REVIEW))
    reload (self);
}

/* Acts */

static void
set_enabled (EspReviewScreen *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

static void
page_changed_cb (EspReviewScreen *self)
{
  const EspReviewDossier *dossier = esp_review_page_get_dossier (self->page);
  gboolean is_shown = self->open_id != 0 && dossier != NULL;
  gboolean is_open = is_shown && dossier->review->state == ESP_REVIEW_ASKED;
  gboolean is_returnable = is_shown && esp_review_dossier_can_give_back (dossier);

  set_enabled (self, "approve", is_open && esp_review_page_get_obstacle (self->page) == NULL);
  set_enabled (self, "changes", is_returnable);
  set_enabled (self, "comment", is_returnable);
  set_enabled (self, "withdraw", is_open);
  set_enabled (self, "campaign", is_shown);
  set_enabled (self, "message", is_shown);
  set_enabled (self, "evidence", is_shown);
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
approve_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspReviewScreen *self = user_data;

  esp_review_sheet_approve (self->session, esp_review_page_get_dossier (self->page));
}

static void
changes_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspReviewScreen *self = user_data;

  esp_review_sheet_changes (self->session, esp_review_page_get_dossier (self->page));
}

static void
comment_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspReviewScreen *self = user_data;

  esp_review_sheet_comment (self->session, esp_review_page_get_dossier (self->page));
}

static void
withdraw_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspReviewScreen *self = user_data;
  const EspReviewOrder order = { .act = ESP_REVIEW_ACT_WITHDRAW, .id = self->open_id };

  esp_review_act (self->session, &order);
}

static void
open_object (EspReviewScreen *self, const char *area, gint64 id)
{
  g_autofree char *address = g_strdup_printf ("%s/%" G_GINT64_FORMAT, area, id);

  esp_session_open (self->session, address);
}

static void
campaign_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspReviewScreen *self = user_data;

  open_object (self, "campaigns", esp_review_page_get_dossier (self->page)->review->campaign_id);
}

static void
message_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspReviewScreen *self = user_data;

  open_object (self, "messages", esp_review_page_get_dossier (self->page)->review->message_id);
}

static void
campaigns_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_session_open (ESP_REVIEW_SCREEN (user_data)->session, "campaigns");
}

static void
section_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspReviewScreen *self = user_data;

  esp_review_page_show_section (self->page, (guint) g_variant_get_int32 (parameter));
}

static void
evidence_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspReviewScreen *self = user_data;

  esp_review_evidence_save (self->session, self->open_id, FALSE);
}

static const GActionEntry action_entries[] = {
  { .name = "approve", .activate = approve_cb },
  { .name = "changes", .activate = changes_cb },
  { .name = "comment", .activate = comment_cb },
  { .name = "withdraw", .activate = withdraw_cb },
  { .name = "campaign", .activate = campaign_cb },
  { .name = "campaigns", .activate = campaigns_cb },
  { .name = "message", .activate = message_cb },
  { .name = "evidence", .activate = evidence_cb },
  { .name = "section", .activate = section_cb, .parameter_type = "i" },
};

/* Screen */

static char *
dup_title (EspScreen *screen)
{
  EspReviewScreen *self = ESP_REVIEW_SCREEN (screen);

  return self->open_id != 0 ? g_strdup (esp_review_page_get_title (self->page)) : NULL;
}

static char *
dup_subtitle (EspScreen *screen)
{
  EspReviewScreen *self = ESP_REVIEW_SCREEN (screen);
  const EspReviewDossier *dossier = esp_review_page_get_dossier (self->page);

  if (self->open_id == 0)
    return self->n_waiting > 0
             ? g_strdup_printf (ngettext ("%u waits", "%u wait", self->n_waiting), self->n_waiting)
             : NULL;
  return dossier != NULL ? g_strdup (esp_review_state_title (dossier->review->state)) : NULL;
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_REVIEW_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  EspReviewScreen *self = ESP_REVIEW_SCREEN (screen);
  const EspReviewDossier *dossier = esp_review_page_get_dossier (self->page);
  const char *obstacle;

  if (self->open_id == 0 || dossier == NULL || dossier->review->state != ESP_REVIEW_ASKED)
    return FALSE;
  obstacle = esp_review_page_get_obstacle (self->page);
  *out_primary = (EspPrimaryAction){ .label = _ ("_Approve…"),
                                     .action = "screen.approve",
                                     .suggested = obstacle == NULL,
                                     .tooltip = obstacle };
  return TRUE;
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  EspReviewScreen *self = ESP_REVIEW_SCREEN (screen);
  GMenu *menu;

  if (self->open_id == 0)
    return NULL;
  menu = g_menu_new ();
  g_menu_append (menu, _ ("Save _evidence…"), "screen.evidence");
  g_menu_append (menu, _ ("Open the _campaign"), "screen.campaign");
  g_menu_append (menu, _ ("Open the _message"), "screen.message");
  g_menu_append (menu, _ ("_Withdraw the review"), "screen.withdraw");
  return G_MENU_MODEL (menu);
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspReviewScreen *self = ESP_REVIEW_SCREEN (screen);
  gint64 id = esp_target_get_object_id (target);

  if (esp_target_get_object (target) != NULL && id <= 0)
    return FALSE;
  self->open_id = MAX (id, 0);
  esp_review_page_set_review (self->page, self->open_id);
  if (self->open_id == 0)
    reload (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->places), self->open_id != 0 ? "page" : "all");
  page_changed_cb (self);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspReviewScreen *self = ESP_REVIEW_SCREEN (screen);
  g_autofree char *object =
    self->open_id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, self->open_id) : NULL;

  return esp_target_new (AREA, object);
}

static void
refresh (EspScreen *screen)
{
  EspReviewScreen *self = ESP_REVIEW_SCREEN (screen);

  reload (self);
  esp_review_page_reload (self->page);
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "Up Down", N_ ("Move through the reviews") },
    { "Return", N_ ("Open the review") },
    { "<Control>1...5", N_ ("Go to a section of the review") },
    { "<Control>Return", N_ ("Approve…") },
    { "<Control><Shift>Return", N_ ("Request changes…") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ (
      "A review lets somebody else look at a campaign before it leaves: what differs, what people "
      "get, who gets it and what the rules say. While it is in review nothing of it can be "
      "changed. An approval holds until a time, for an audience of about this size, and for "
      "exactly what was looked at."),
    keys,
  };

  return &help;
}

static void
screen_iface_init (EspScreenInterface *iface)
{
  iface->dup_title = dup_title;
  iface->dup_subtitle = dup_subtitle;
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->get_menu = get_menu;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_review_screen_dispose (GObject *object)
{
  EspReviewScreen *self = ESP_REVIEW_SCREEN (object);

  g_clear_pointer (&self->places, gtk_widget_unparent);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_review_screen_parent_class)->dispose (object);
}

static void
esp_review_screen_class_init (EspReviewScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_review_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
add_key (GtkShortcutController *keys, const char *trigger, const char *action, int section)
{
  GtkShortcut *shortcut =
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger), gtk_named_action_new (action));

  if (section >= 0)
    gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (section));
  gtk_shortcut_controller_add_shortcut (keys, shortcut);
}

/* The keys hold wherever the focus is in the window, while the page is shown. */
static void
add_keys (GtkWidget *page)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  for (int i = 0; i < 5; i++)
    {
      g_autofree char *trigger = g_strdup_printf ("<Control>%d|<Control>KP_%d", i + 1, i + 1);

      add_key (GTK_SHORTCUT_CONTROLLER (keys), trigger, "screen.section", i);
    }
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "<Control><Shift>Return|<Control><Shift>KP_Enter",
           "screen.changes", -1);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_widget_add_controller (page, keys);
}

static void
esp_review_screen_init (EspReviewScreen *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
}

static GtkWidget *
build_list (EspReviewScreen *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->bin = adw_bin_new ();
  g_object_set (self->bin, "margin-start", 12, "margin-end", 12, "margin-top", 12, "margin-bottom",
                24, NULL);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->bin);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = esp_status_new (scroller);
  return self->status;
}

static GtkWidget *
create (EspSession *session)
{
  EspReviewScreen *self = g_object_new (ESP_TYPE_REVIEW_SCREEN, NULL);

  self->session = session;
  self->places = gtk_stack_new ();
  self->page = ESP_REVIEW_PAGE (esp_review_page_new (session));
  gtk_stack_add_named (GTK_STACK (self->places), build_list (self), "all");
  gtk_stack_add_named (GTK_STACK (self->places), GTK_WIDGET (self->page), "page");
  gtk_widget_set_parent (self->places, GTK_WIDGET (self));
  add_keys (GTK_WIDGET (self->page));
  g_signal_connect_object (self->page, "notify::title", G_CALLBACK (page_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  reload (self);
  return GTK_WIDGET (self);
}

/* The badge: how many wait. */

typedef struct
{
  gint64 n;
} Count;

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  Count *count = data;
  gint64 n_journeys = 0;

  if (!esp_review_count_open (tx, &count->n, error) ||
      !esp_journey_review_count_open (tx, &n_journeys, error))
    return FALSE;
  count->n += n_journeys;
  return TRUE;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autofree Count *count = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (count != NULL && count->n > 0)
    {
      g_autofree char *badge = esp_format_count (count->n);
      g_autofree char *label =
        g_strdup_printf (ngettext ("%s review waits", "%s reviews wait", (gulong) count->n), badge);

      esp_session_set_badge (session, AREA, ESP_BADGE_WAITING, badge, label);
    }
  else if (count != NULL)
    esp_session_set_badge (session, AREA, ESP_BADGE_NONE, NULL, NULL);
}

static void
count_open (EspSession *session)
{
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, count_cb, g_new0 (Count, 1),
                        g_free, esp_session_get_cancellable (session), counted_cb,
                        g_object_ref (session));
}

static void
badge_changed_cb (EspSession *session, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_REVIEW))
    count_open (session);
}

static void
watch (EspSession *session)
{
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (badge_changed_cb), session, G_CONNECT_SWAPPED);
  count_open (session);
}

const EspScreenInfo esp_review_screen_info = {
  .id = AREA,
  .title = NC_ ("area", "Review"),
  .icon_name = "esp-review-symbolic",
  .section = ESP_SECTION_ENGAGE,
  .create = create,
  .watch = watch,
  .get_type = esp_review_screen_get_type,
};
