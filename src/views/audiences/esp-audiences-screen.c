/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of advertising audiences: how many of each may be handed over, and the files of hashes. */
#define G_LOG_DOMAIN "esp-audiences"

#include "config.h"

#include "views/audiences/esp-audiences-screen.h"

#include "store/esp-segments.h"
#include "views/audiences/esp-audience-form.h"
#include "views/audiences/esp-audience-row.h"
#include "views/audiences/esp-audience-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-ad-mirror.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define AREA "audiences"
#define LIST_WIDTH 860

struct _EspAudiencesScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  EspStatus *status;
  GtkWidget *list;
  GPtrArray *rows;     /* (owned) (nullable) (element-type EspAdAudience) */
  GPtrArray *mirrors;  /* (owned) (nullable) (element-type EspAdMirror) beside the rows */
  GPtrArray *segments; /* (owned) (nullable) (element-type EspSegment) */
  guint reading;       /* number of the newest reading */
};

static void screen_iface_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspAudiencesScreen,
                               esp_audiences_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_iface_init))

typedef struct
{
  guint number;
  GPtrArray *rows;     /* (owned) (nullable) */
  GPtrArray *mirrors;  /* (owned) (element-type EspAdMirror) beside the rows */
  GPtrArray *segments; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->rows, g_ptr_array_unref);
  g_clear_pointer (&look->mirrors, g_ptr_array_unref);
  g_clear_pointer (&look->segments, g_ptr_array_unref);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->rows = esp_ad_audience_list (tx, error);
  look->segments = look->rows != NULL ? esp_segment_list (tx, error) : NULL;
  if (look->segments == NULL)
    return FALSE;
  for (guint i = 0; i < look->rows->len; i++)
    {
      EspAdMirror *mirror = esp_ad_mirror_load (tx, look->rows->pdata[i], error);

      if (mirror == NULL)
        return FALSE;
      g_ptr_array_add (look->mirrors, mirror);
    }
  return TRUE;
}

static void read_audiences (EspAudiencesScreen *self);

static void
show (EspAudiencesScreen *self, Look *look)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->mirrors, g_ptr_array_unref);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  self->rows = g_steal_pointer (&look->rows);
  self->mirrors = g_steal_pointer (&look->mirrors);
  self->segments = g_steal_pointer (&look->segments);
  for (guint i = 0; i < self->rows->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         esp_audience_row_new (self->session, self->rows->pdata[i],
                                               self->mirrors->pdata[i]));
  if (self->rows->len > 0)
    esp_status_show_content (self->status);
  else
    {
      esp_status_show_empty (self->status, "esp-audience-symbolic", _ ("No ad audiences yet"),
                             _ ("An ad audience mirrors a segment to an advertising platform. Only "
                                "who agreed to ads is "
                                "handed over, as hashes that are made on this computer."));
      esp_status_set_buttons (self->status, _ ("_New ad audience…"), "screen.new", NULL, NULL);
    }
  esp_screen_notify_state (ESP_SCREEN (self));
}

static GtkWidget *
find_open_menu (EspAudiencesScreen *self)
{
  GtkWidget *row = gtk_widget_get_first_child (self->list);
  GtkWidget *menu = NULL;

  for (; row != NULL && menu == NULL; row = gtk_widget_get_next_sibling (row))
    menu = esp_audience_row_get_open_menu (row);
  return menu;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspAudiencesScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);
  GtkWidget *menu = self->status != NULL ? find_open_menu (self) : NULL;

  /* Rows are made anew, and a menu would close under the hand of whoever opened it. */
  if (menu != NULL)
    g_signal_connect_object (menu, "closed", G_CALLBACK (read_audiences), self, G_CONNECT_SWAPPED);
  else if (self->status != NULL && look != NULL && look->number == self->reading)
    show (self, look);
  else if (self->status != NULL && error != NULL &&
           !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
    }
  g_clear_pointer (&look, look_free);
}

static void
read_audiences (EspAudiencesScreen *self)
{
  Look *look = g_new0 (Look, 1);

  look->number = ++self->reading;
  look->mirrors = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ad_mirror_free);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, look_cb, look,
                        look_free, esp_session_get_cancellable (self->session), looked_cb,
                        g_object_ref (self));
}

static void
changed_cb (EspAudiencesScreen *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_AUDIENCE | ESP_CHANGE_CONSENT | ESP_CHANGE_SEGMENT) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    read_audiences (self);
}

/* Acts */

static const EspAdAudience *
find_row (EspAudiencesScreen *self, GVariant *parameter)
{
  gint64 id = g_variant_get_int64 (parameter);

  for (guint i = 0; self->rows != NULL && i < self->rows->len; i++)
    if (((const EspAdAudience *) self->rows->pdata[i])->id == id)
      return self->rows->pdata[i];
  return NULL;
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspAudiencesScreen *self = user_data;

  if (self->segments != NULL)
    esp_audience_form_present (self->session, NULL, self->segments);
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspAudiencesScreen *self = user_data;
  const EspAdAudience *audience = find_row (self, parameter);

  if (audience != NULL)
    esp_audience_form_present (self->session, audience, self->segments);
}

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  gint64 id;
  EspAdFile which;
  GFile *file; /* (owned) (nullable) */
  gint64 n;
} Act;

static void
act_free (gpointer data)
{
  Act *act = data;

  g_clear_object (&act->session);
  g_clear_object (&act->file);
  g_free (act);
}

static gboolean
delete_in_tx (EspTx *tx, gpointer data, GError **error)
{
  return esp_ad_audience_delete (tx, ((const Act *) data)->id, error);
}

static gboolean
forget_in_tx (EspTx *tx, gpointer data, GError **error)
{
  return esp_ad_audience_forget_shared (tx, ((const Act *) data)->id, error);
}

static gboolean
export_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;
  g_autoptr (EspAdAudience) audience = esp_ad_audience_load (tx, act->id, error);

  return audience != NULL &&
         esp_ad_mirror_write (tx, audience, act->which, act->file, &act->n, error);
}

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_dialog_tell (esp_session_get_window (session), _ ("That did not work"), message);
    }
  else if (history_id != 0)
    esp_session_toast_undo (session, _ ("Ad audience deleted"), history_id);
  else
    esp_session_toast (session, _ ("Done: the audience knows what the platform has"));
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const EspOperation operation = { .kind = "audience" };
  EspAudiencesScreen *self = user_data;
  Act *act = g_new0 (Act, 1);

  act->id = g_variant_get_int64 (parameter);
  esp_store_write_async (esp_session_get_store (self->session), &operation, delete_in_tx, act,
                         act_free, acted_cb, g_object_ref (self->session));
}

static void
forget_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspAudiencesScreen *self = user_data;
  Act *act = g_new0 (Act, 1);

  act->id = g_variant_get_int64 (parameter);
  esp_store_write_async (esp_session_get_store (self->session), NULL, forget_in_tx, act, act_free,
                         acted_cb, g_object_ref (self->session));
}

static void
place_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (EspSession) session = g_object_ref (act->session);

  act->file = esp_dialog_file_finish (result, NULL);
  if (act->file == NULL)
    {
      act_free (act);
      return;
    }
  g_clear_object (&act->session); /* the other thread has no use for it */
  esp_store_write_async (esp_session_get_store (session), NULL, export_in_tx, act, act_free,
                         acted_cb, g_object_ref (session));
}

static void
ask_place (Act *act)
{
  static const EspFileFilter filters[] = { { N_ ("Tables (CSV)"), "*.csv" }, { NULL, NULL } };

  esp_dialog_save_file_async (esp_session_get_window (act->session), _ ("Export hashes"),
                              "audience.csv", filters, esp_session_get_cancellable (act->session),
                              place_cb, act);
}

static void
reviewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;

  if (g_strcmp0 (esp_dialog_ask_finish (result, NULL), "write") == 0)
    ask_place (act);
  else
    act_free (act);
}

/* Who is named, by which rule, and what stands against it. */
static char *
describe_export (const EspAdAudience *audience, const EspAdMirror *mirror, EspAdPlatform platform)
{
  gint64 n_left_out =
    (gint64) (esp_bitmap_count (mirror->inside) - esp_bitmap_count (mirror->identified));
  g_autofree char *left_out = esp_format_count (n_left_out);
  g_autofree char *few =
    esp_audience_words_too_few (platform, (gint64) esp_bitmap_count (mirror->identified));
  g_autoptr (GString) text =
    g_string_new (audience->needs_consent
                    ? _ ("Only people who agreed to ads are in the file.")
                    : _ ("Everybody who did not refuse ads is in the file: make sure that the law "
                         "allows that."));

  if (n_left_out > 0)
    g_string_append_printf (text, _ ("\n%s of the audience are left out."), left_out);
  if (esp_bitmap_count (mirror->gone) > 0)
    {
      g_autofree char *gone = esp_format_count ((gint64) esp_bitmap_count (mirror->gone));

      g_string_append_printf (text, _ ("\n%s are to be taken back from there: export those too."),
                              gone);
    }
  if (few != NULL)
    g_string_append_printf (text, "\n%s", few);
  g_string_append (text, _ ("\nThe file holds hashes alone, and is remembered as handed over."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What leaves is looked at before it does; what is taken back needs no yes. */
static void
review (EspAudiencesScreen *self, Act *act, const EspAdAudience *audience, EspAdMirror *mirror)
{
  const EspDialogAnswer answers[] = { { "write", _ ("_Write the file…"), FALSE, TRUE }, { NULL } };
  const EspBitmap *named = act->which == ESP_AD_FILE_NEW ? mirror->fresh : mirror->identified;
  g_autofree char *count = esp_format_count ((gint64) esp_bitmap_count (named));
  EspAdPlatform platform = ESP_AD_META;
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  (void) esp_ad_platform_from_name (audience->platform, &platform); /* the schema knows no other */
  if (esp_bitmap_count (named) == 0)
    {
      esp_dialog_tell (esp_session_get_window (self->session), _ ("There is nobody to hand over"),
                       act->which == ESP_AD_FILE_NEW
                         ? _ ("The platform has everybody already who can be handed over.")
                         : _ ("Nobody of the audience agreed to ads and has an address that the "
                              "platform takes. Look at its numbers: each opens the leads."));
      act_free (act);
      return;
    }
  /* Translators: number of people, platform of advertisements */
  heading = g_strdup_printf (ngettext ("Hand %1$s person to %2$s?", "Hand %1$s people to %2$s?",
                                       (gulong) esp_bitmap_count (named)),
                             count, esp_ad_platform_title (platform));
  body = describe_export (audience, mirror, platform);
  esp_dialog_ask_async (esp_session_get_window (self->session), heading, body, answers, NULL,
                        reviewed_cb, act);
}

static void
export_as (EspAudiencesScreen *self, GVariant *parameter, EspAdFile which)
{
  Act *act = g_new0 (Act, 1);

  act->id = g_variant_get_int64 (parameter);
  act->which = which;
  act->session = g_object_ref (self->session);
  if (which == ESP_AD_FILE_GONE)
    {
      ask_place (act);
      return;
    }
  for (guint i = 0; self->rows != NULL && i < self->rows->len; i++)
    if (((const EspAdAudience *) self->rows->pdata[i])->id == act->id)
      {
        review (self, act, self->rows->pdata[i], self->mirrors->pdata[i]);
        return;
      }
  act_free (act);
}

static void
export_all_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  export_as (user_data, parameter, ESP_AD_FILE_ALL);
}

static void
export_new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  export_as (user_data, parameter, ESP_AD_FILE_NEW);
}

static void
export_gone_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  export_as (user_data, parameter, ESP_AD_FILE_GONE);
}

static const GActionEntry action_entries[] = {
  { .name = "new", .activate = new_cb },
  { .name = "edit", .parameter_type = "x", .activate = edit_cb },
  { .name = "export-all", .parameter_type = "x", .activate = export_all_cb },
  { .name = "export-new", .parameter_type = "x", .activate = export_new_cb },
  { .name = "export-gone", .parameter_type = "x", .activate = export_gone_cb },
  { .name = "forget", .parameter_type = "x", .activate = forget_cb },
  { .name = "delete", .parameter_type = "x", .activate = delete_cb },
};

/* The screen's side of the window */

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_AUDIENCES_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  *out_primary = esp_primary_action_new (_ ("_New ad audience…"));
  return TRUE;
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  return TRUE; /* one page for all of them */
}

static EspTarget *
dup_target (EspScreen *screen)
{
  return esp_target_new (AREA, NULL);
}

static void
refresh (EspScreen *screen)
{
  read_audiences (ESP_AUDIENCES_SCREEN (screen));
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "<Control>n", N_ ("New ad audience") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ (
      "Ad audiences mirror segments to advertising platforms. Each line says how many are inside, "
      "how many of them agreed, and how many have an address. Files hold hashes only. Who "
      "withdraws consent is counted at once as to be taken back."),
    keys,
  };

  return &help;
}

static void
screen_iface_init (EspScreenInterface *iface)
{
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_audiences_screen_dispose (GObject *object)
{
  EspAudiencesScreen *self = ESP_AUDIENCES_SCREEN (object);
  GtkWidget *status = GTK_WIDGET (self->status);

  self->status = NULL;
  g_clear_pointer (&status, gtk_widget_unparent);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->mirrors, g_ptr_array_unref);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_audiences_screen_parent_class)->dispose (object);
}

static void
esp_audiences_screen_class_init (EspAudiencesScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_audiences_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_audiences_screen_init (EspAudiencesScreen *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  self->list = esp_form_list_new (_ ("Ad audiences"));
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->list, 12);
  gtk_widget_set_margin_bottom (self->list, 18);
  gtk_widget_set_margin_start (self->list, 12);
  gtk_widget_set_margin_end (self->list, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_parent (GTK_WIDGET (self->status), GTK_WIDGET (self));
}

static GtkWidget *
create (EspSession *session)
{
  EspAudiencesScreen *self = g_object_new (ESP_TYPE_AUDIENCES_SCREEN, NULL);

  self->session = session;
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (read_audiences), NULL);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_audiences_screen_info = {
  .id = AREA,
  .title = NC_ ("area", "Ad audiences"),
  .icon_name = "esp-audience-symbolic",
  .section = ESP_SECTION_RUN,
  .create = create,
  .get_type = esp_audiences_screen_get_type,
};
