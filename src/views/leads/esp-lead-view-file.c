/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A view of the list as a file, to be given to others: its name, filter, columns and order, and nobody's
 * data. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-view-file.h"

#include "views/shell/esp-dialogs.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_NAME_BYTES 400

static const EspFileFilter filters[] = { { N_ ("View of leads (JSON)"), "*.json" },
                                         { NULL, NULL } };

/* What the file chooser and the disk are asked with. */
typedef struct
{
  EspSession *session; /* (owned) */
  EspLeadViews *views; /* (owned) (nullable) of an import */
  GFile *file;         /* (owned) (nullable) */
  char *json;          /* (owned) (nullable) of an export */
} Act;

static void
act_free (Act *act)
{
  g_object_unref (act->session);
  g_clear_object (&act->views);
  g_clear_object (&act->file);
  g_free (act->json);
  g_free (act);
}

/* Out */

static char *
make_json (const char *name, const EspLeadView *view)
{
  g_autofree char *json = esp_lead_view_to_json (view);
  g_autoptr (JsonNode) definition = json_from_string (json, NULL);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "name", name);
  json_object_set_member (object, "view", g_steal_pointer (&definition));
  json_node_set_object (root, object);
  return json_to_string (root, TRUE);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      g_autofree char *name = g_file_get_basename (act->file);
      g_autofree char *text = g_strdup_printf (_ ("The view is in %s"), name);

      esp_session_toast (act->session, text);
    }
  else
    esp_session_toast (act->session, error->message);
  act_free (act);
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GBytes) bytes = NULL;

  act->file = esp_dialog_file_finish (result, NULL); /* a closed dialog is no error */
  if (act->file == NULL)
    {
      act_free (act);
      return;
    }
  bytes = g_bytes_new (act->json, strlen (act->json));
  g_file_replace_contents_bytes_async (act->file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       written_cb, act);
}

/**
 * esp_lead_view_file_export:
 *
 * Asks where, and writes the view.
 */
void
esp_lead_view_file_export (EspSession *session, const char *name, const EspLeadView *view)
{
  Act *act = g_new0 (Act, 1);
  g_autofree char *file_name = g_strconcat (name, ".json", NULL);

  act->session = g_object_ref (session);
  act->json = make_json (name, view);
  (void) g_strdelimit (file_name, "/\\:", '-'); /* in place */
  esp_dialog_save_file_async (esp_session_get_window (session), _ ("Export the view"), file_name,
                              filters, esp_session_get_cancellable (session), place_chosen_cb, act);
}

/* In */

static EspLeadView *
parse (const char *text, gsize length, char **out_name)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonObject *object;
  const char *name;
  g_autofree char *definition = NULL;

  if (length > ESP_LEAD_VIEW_MAX_BYTES || !g_utf8_validate (text, (gssize) length, NULL) ||
      !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  name = json_object_get_string_member_with_default (object, "name", NULL);
  if (name == NULL || *name == '\0' || strlen (name) > MAX_NAME_BYTES ||
      !json_object_has_member (object, "view"))
    return NULL;
  definition = json_to_string (json_object_get_member (object, "view"), FALSE);
  *out_name = g_strdup (name);
  return esp_lead_view_parse (definition, NULL);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  gsize length;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error))
    esp_session_toast (act->session, error->message);
  else
    {
      g_autoptr (EspLeadView) view = parse (text, length, &name);

      if (view != NULL)
        esp_lead_views_add (act->views, name, view);
      else
        esp_session_toast (act->session, _ ("This file holds no view of leads. Choose one that "
                                            "“Export View…” wrote."));
    }
  act_free (act);
}

static void
size_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info != NULL && g_file_info_get_size (info) <= ESP_LEAD_VIEW_MAX_BYTES)
    {
      g_file_load_contents_async (G_FILE (source), NULL, read_cb, act);
      return;
    }
  esp_session_toast (act->session, info != NULL ? _ ("This file is too large for a view of leads.")
                                                : error->message);
  act_free (act);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;

  act->file = esp_dialog_file_finish (result, NULL); /* a closed dialog is no error */
  if (act->file == NULL)
    act_free (act);
  else
    g_file_query_info_async (act->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                             G_PRIORITY_DEFAULT, NULL, size_cb, act);
}

/**
 * esp_lead_view_file_import:
 *
 * Asks for a file and saves its view as a new one, which the list then shows.
 */
void
esp_lead_view_file_import (EspSession *session, EspLeadViews *views)
{
  Act *act = g_new0 (Act, 1);

  act->session = g_object_ref (session);
  act->views = g_object_ref (views);
  esp_dialog_open_file_async (esp_session_get_window (session), _ ("Import a view"), filters,
                              esp_session_get_cancellable (session), file_chosen_cb, act);
}
