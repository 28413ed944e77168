/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a screen gets when it is made: the open workspace and the window's services. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-session.h"

#include <glib/gi18n.h>

#include "views/shell/esp-locale.h"
#include "views/shell/esp-screen-registry.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-send-orders.h"

struct _EspSession
{
  GObject parent_instance;

  EspWorkspace *workspace;   /* (owned) shared by all windows on the same file */
  EspShell *shell;           /* (weak) (nullable) the window */
  GListStore *areas;         /* (owned) of EspArea, in sidebar order */
  GCancellable *cancellable; /* (owned) fires when the window closes */
  gint64 redo_op;            /* the undo that Redo takes back, 0 for none */
};

G_DEFINE_FINAL_TYPE (EspSession, esp_session, G_TYPE_OBJECT)

static EspArea *
find_area (EspSession *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->areas)); i++)
    {
      g_autoptr (EspArea) area = g_list_model_get_item (G_LIST_MODEL (self->areas), i);

      if (g_strcmp0 (esp_area_get_id (area), id) == 0)
        return area; /* the list keeps it alive */
    }
  return NULL;
}

static void
fill_areas (EspSession *self)
{
  for (guint i = 0; i < esp_screen_registry_get_n (); i++)
    {
      const EspScreenInfo *info = esp_screen_registry_get (i);
      g_autoptr (EspArea) area =
        esp_area_new (info->id, esp_screen_info_get_title (info), info->icon_name, info->section);

      g_list_store_append (self->areas, area);
    }
}

static void
tell_error (EspSession *self, const GError *error)
{
  g_autofree char *text = esp_store_message (error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    esp_session_toast (self, text);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *restored = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *text = NULL;
  EspUndoResult undo;
  gint64 history_id;

  if (!esp_store_undo_finish (ESP_STORE (source), result, &undo, &history_id, &error))
    {
      tell_error (self, error);
      return;
    }
  self->redo_op = history_id;
  restored = esp_format_count (undo.n_restored);
  kept = esp_format_count (undo.n_kept);
  if (undo.n_kept == 0)
    text = g_strdup_printf (ngettext ("Undone: %s row is as before.",
                                      "Undone: %s rows are as before.", undo.n_restored),
                            restored);
  else
    /* Translators: the first number was restored, the second was left alone. */
    text =
      g_strdup_printf (_ ("Undone: %s rows are as before; %s changed since and stay as they are."),
                       restored, kept);
  esp_session_toast (self, text);
}

static gboolean
find_last_undoable (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspHistoryEntry) entry = NULL;
  g_autoptr (GError) local_error = NULL;
  gint64 *out_id = data;

  entry = esp_history_last_undoable (tx, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  *out_id = entry != NULL ? entry->id : 0;
  return TRUE;
}

static void
last_undoable_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *id = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (id == NULL)
    tell_error (self, error);
  else if (*id == 0)
    esp_session_toast (self, _ ("There is nothing to undo."));
  else
    esp_session_undo_op (self, *id);
}

static gboolean
set_kill_switch (EspTx *tx, gpointer data, GError **error)
{
  return esp_kill_switch_set (tx, GPOINTER_TO_INT (data) != 0, error);
}

static void
kill_switch_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    tell_error (self, error);
  else if (esp_workspace_get_worker (self->workspace) != NULL)
    esp_worker_poke (esp_workspace_get_worker (self->workspace));
}

static void
esp_session_dispose (GObject *object)
{
  EspSession *self = ESP_SESSION (object);

  esp_session_close (self);
  g_clear_weak_pointer (&self->shell);
  g_clear_object (&self->areas);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (esp_session_parent_class)->dispose (object);
}

static void
esp_session_class_init (EspSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_session_dispose;
}

static void
esp_session_init (EspSession *self)
{
  self->areas = g_list_store_new (ESP_TYPE_AREA);
  self->cancellable = g_cancellable_new ();
  fill_areas (self);
}

/**
 * esp_session_new:
 *
 * Opens a view on @workspace: one per window.
 *
 * Returns: (transfer full): a session without a window yet
 */
EspSession *
esp_session_new (EspWorkspace *workspace)
{
  EspSession *self;

  g_return_val_if_fail (ESP_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (ESP_TYPE_SESSION, NULL);
  self->workspace = g_object_ref (workspace);
  for (guint i = 0; i < esp_screen_registry_get_n (); i++)
    {
      const EspScreenInfo *info = esp_screen_registry_get (i);

      if (info->watch != NULL)
        info->watch (self);
    }
  return self;
}

/**
 * esp_session_set_shell:
 * @shell: (nullable): the window, or a fake of it
 *
 * Says who shows this session.
 */
void
esp_session_set_shell (EspSession *self, EspShell *shell)
{
  g_return_if_fail (ESP_IS_SESSION (self));

  g_set_weak_pointer (&self->shell, shell);
}

/**
 * esp_session_get_workspace:
 *
 * Returns: (transfer none): the open file
 */
EspWorkspace *
esp_session_get_workspace (EspSession *self)
{
  g_return_val_if_fail (ESP_IS_SESSION (self), NULL);

  return self->workspace;
}

/**
 * esp_session_get_clock:
 *
 * Returns: (transfer none): the clock that all times shown and written come from
 */
EspClock *
esp_session_get_clock (EspSession *self)
{
  g_return_val_if_fail (ESP_IS_SESSION (self), NULL);

  return esp_workspace_get_clock (self->workspace);
}

/**
 * esp_session_get_store:
 *
 * Returns: (transfer none): the store; connect to its "changed" with g_signal_connect_object()
 */
EspStore *
esp_session_get_store (EspSession *self)
{
  g_return_val_if_fail (ESP_IS_SESSION (self), NULL);

  return esp_workspace_get_store (self->workspace);
}

/**
 * esp_session_get_zone:
 *
 * Returns: (transfer none): the zone in which all times are shown
 */
GTimeZone *
esp_session_get_zone (EspSession *self)
{
  g_return_val_if_fail (ESP_IS_SESSION (self), NULL);

  return esp_workspace_get_zone (self->workspace);
}

/**
 * esp_session_get_lang:
 *
 * Returns: the language in which numbers and dates are written
 */
EspLang
esp_session_get_lang (EspSession *self)
{
  return esp_locale_is_korean () ? ESP_LANG_KO : ESP_LANG_EN;
}

/**
 * esp_session_get_areas:
 *
 * Returns: (transfer none): the areas (EspArea) in the order of the sidebar
 */
GListModel *
esp_session_get_areas (EspSession *self)
{
  g_return_val_if_fail (ESP_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->areas);
}

/**
 * esp_session_get_cancellable:
 *
 * Returns: (transfer none): fires when the window closes; give it to every read of a screen
 */
GCancellable *
esp_session_get_cancellable (EspSession *self)
{
  g_return_val_if_fail (ESP_IS_SESSION (self), NULL);

  return self->cancellable;
}

/**
 * esp_session_get_window:
 *
 * Returns: (transfer none) (nullable): the window that dialogs belong to
 */
GtkWindow *
esp_session_get_window (EspSession *self)
{
  g_return_val_if_fail (ESP_IS_SESSION (self), NULL);

  return self->shell != NULL ? esp_shell_get_window (self->shell) : NULL;
}

/**
 * esp_session_open:
 * @address: an address of a place: "leads/42", "leads?drill=…"
 *
 * Goes to a place in this window. Back returns from there.
 */
void
esp_session_open (EspSession *self, const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspTarget) target = esp_target_parse (address, &error);

  g_return_if_fail (ESP_IS_SESSION (self));

  if (target == NULL)
    {
      g_warning ("%s", error->message);
      return;
    }
  esp_session_open_target (self, target, FALSE);
}

/**
 * esp_session_open_target:
 *
 * Goes to a place, in this window or in a new one.
 */
void
esp_session_open_target (EspSession *self, EspTarget *target, gboolean in_new_window)
{
  g_return_if_fail (ESP_IS_SESSION (self));
  g_return_if_fail (target != NULL);

  if (self->shell != NULL)
    esp_shell_open (self->shell, target, in_new_window);
}

/**
 * esp_session_toast:
 * @text: one translated sentence: what has just happened
 *
 * Shows a toast; screen readers hear it too.
 */
void
esp_session_toast (EspSession *self, const char *text)
{
  esp_session_toast_undo (self, text, 0);
}

/**
 * esp_session_toast_undo:
 * @undo_op: the journaled operation, or 0
 *
 * Shows a toast with an Undo button that takes back @undo_op.
 */
void
esp_session_toast_undo (EspSession *self, const char *text, gint64 undo_op)
{
  g_return_if_fail (ESP_IS_SESSION (self));
  g_return_if_fail (text != NULL);

  if (self->shell != NULL)
    esp_shell_toast (self->shell, text, undo_op);
}

/**
 * esp_session_undo:
 *
 * Takes back the last change of the workspace that can be taken back, and says what came of it.
 */
void
esp_session_undo (EspSession *self)
{
  g_return_if_fail (ESP_IS_SESSION (self));

  esp_store_read_async (esp_session_get_store (self), ESP_READ_PAGE, find_last_undoable,
                        g_new0 (gint64, 1), g_free, self->cancellable, last_undoable_cb,
                        g_object_ref (self));
}

/**
 * esp_session_redo:
 *
 * Takes back the last undo of this window.
 */
void
esp_session_redo (EspSession *self)
{
  gint64 op;

  g_return_if_fail (ESP_IS_SESSION (self));

  op = self->redo_op;
  if (op == 0)
    {
      esp_session_toast (self, _ ("There is nothing to redo."));
      return;
    }
  esp_session_undo_op (self, op);
}

/**
 * esp_session_undo_op:
 * @history_id: an entry of the history
 *
 * Takes back one change, and says what came of it.
 */
void
esp_session_undo_op (EspSession *self, gint64 history_id)
{
  g_return_if_fail (ESP_IS_SESSION (self));
  g_return_if_fail (history_id > 0);

  esp_store_undo_async (esp_session_get_store (self), history_id, undone_cb, g_object_ref (self));
}

/**
 * esp_session_offer_drops:
 * @labels: (nullable): what a drop on each place does, translated; %NULL ends the offer
 *
 * Shows places in the sidebar for as long as rows are dragged, as #EspSession in the window.
 */
void
esp_session_offer_drops (EspSession *self,
                         const char *const *labels,
                         EspDropFunc func,
                         gpointer user_data)
{
  g_return_if_fail (ESP_IS_SESSION (self));

  if (self->shell != NULL)
    esp_shell_offer_drops (self->shell, labels, func, user_data);
}

/**
 * esp_session_announce:
 * @urgent: whether it interrupts what is being read
 *
 * Tells screen readers about a change that eyes see by themselves.
 */
void
esp_session_announce (EspSession *self, const char *text, gboolean urgent)
{
  g_return_if_fail (ESP_IS_SESSION (self));
  g_return_if_fail (text != NULL);

  if (self->shell != NULL)
    esp_shell_announce (self->shell, text, urgent);
}

/**
 * esp_session_set_badge:
 * @area: id of a screen
 * @badge: (nullable): short text, NULL for none
 * @label: (nullable): the same as a phrase
 *
 * Shows what waits in an area beside its name in the sidebar.
 */
void
esp_session_set_badge (EspSession *self,
                       const char *area,
                       EspBadgeKind kind,
                       const char *badge,
                       const char *label)
{
  EspArea *item;

  g_return_if_fail (ESP_IS_SESSION (self));

  item = find_area (self, area);
  if (item != NULL)
    esp_area_set_badge (item, kind, badge, label);
}

/**
 * esp_session_stop_all:
 * @stop: FALSE allows sending again
 *
 * Turns the kill switch of the workspace. The engine, in whatever process it runs, hands nothing over
 * while it is on; the workspace's property "stopped" follows when it is written.
 */
void
esp_session_stop_all (EspSession *self, gboolean stop)
{
  g_return_if_fail (ESP_IS_SESSION (self));

  esp_store_write_async (esp_session_get_store (self), NULL, set_kill_switch,
                         GINT_TO_POINTER (stop ? 1 : 0), NULL, kill_switch_set_cb,
                         g_object_ref (self));
}

/**
 * esp_session_close:
 *
 * Stops what the screens still wait for. The workspace stays open while others hold it.
 */
void
esp_session_close (EspSession *self)
{
  g_return_if_fail (ESP_IS_SESSION (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}
