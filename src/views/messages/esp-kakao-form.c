/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes beside the words: pictures of an MMS; bubble, readers, coupon and buttons of a Brand Message. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-kakao-form.h"

#include "engine/content/text/esp-text-count.h"
#include "views/messages/esp-image-fit.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspKakaoForm
{
  GtkBox parent_instance;

  EspSession *session; /* the window's; outlives the form */
  EspTextDoc *doc;     /* (nullable) of the editor; NULL when the form is closed */
  GtkWidget *pictures;
  GtkWidget *buttons;
  GtkWidget *add_button;
};

G_DEFINE_FINAL_TYPE (EspKakaoForm, esp_kakao_form, GTK_TYPE_BOX)

static const char *const targetings[] = { "I", "M", "N" };

static gboolean
is_brand (const EspKakaoForm *self)
{
  return self->doc->medium == ESP_TEXT_MEDIUM_KAKAO;
}

/* @key: (nullable): the text that is being typed */
static void
tell (EspKakaoForm *self, const char *key)
{
  g_signal_emit_by_name (self, "edited", key);
}

/* Pictures */

static void fill_pictures (EspKakaoForm *self);

static void
remove_picture_cb (GtkWidget *button, EspKakaoForm *self)
{
  g_ptr_array_remove_index (self->doc->files,
                            GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "esp-index")));
  fill_pictures (self);
  tell (self, NULL);
}

typedef struct
{
  EspKakaoForm *form; /* (owned) */
  char *name;         /* (owned) */
} Take;

static void
take_free (Take *take)
{
  g_object_unref (take->form);
  g_free (take->name);
  g_free (take);
}

static void
fitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Take *take = user_data;
  EspKakaoForm *self = take->form;
  const EspImageFit *fit = esp_image_fit_finish (result, NULL);

  if (fit == NULL)
    esp_session_toast (self->session, _ ("Telephones show JPEG and PNG. Choose such a file."));
  else if (self->doc != NULL)
    {
      g_autofree char *id = g_strdup_printf ("picture%u", self->doc->files->len + 1);

      g_ptr_array_add (self->doc->files,
                       esp_message_file_new (id, take->name, fit->type, TRUE, fit->data));
      fill_pictures (self);
      tell (self, NULL);
    }
  take_free (take);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Take *take = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);

  if (bytes != NULL)
    {
      esp_image_fit_async (bytes, fitted_cb, take);
      return;
    }
  esp_session_toast (take->form->session, error->message);
  take_free (take);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspKakaoForm) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  Take *take;

  if (file == NULL)
    return;
  take = g_new0 (Take, 1);
  take->form = g_object_ref (self);
  take->name = g_file_get_basename (file);
  g_file_load_bytes_async (file, NULL, loaded_cb, take);
}

static void
choose_cb (EspKakaoForm *self)
{
  static const EspFileFilter filters[] = { { N_ ("Pictures"), "*.jpg;*.jpeg;*.png" },
                                           { NULL, NULL } };

  esp_dialog_open_file_async (esp_session_get_window (self->session), _ ("Choose a picture"),
                              filters, NULL, chosen_cb, g_object_ref (self));
}

static GtkWidget *
make_remove (const char *label, guint index, GCallback callback, EspKakaoForm *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("esp-remove-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data (G_OBJECT (button), "esp-index", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

static void
fill_pictures (EspKakaoForm *self)
{
  GtkWidget *row;
  guint max = is_brand (self) ? 1 : ESP_MMS_MAX_IMAGES;

  while ((row = gtk_widget_get_first_child (self->pictures)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->pictures), row);
  for (guint i = 0; i < self->doc->files->len; i++)
    {
      const EspMessageFile *file = self->doc->files->pdata[i];
      g_autofree char *size = g_format_size (g_bytes_get_size (file->data));

      row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), file->name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), size);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 make_remove (_ ("Take the picture out"), i,
                                              G_CALLBACK (remove_picture_cb), self));
      gtk_list_box_append (GTK_LIST_BOX (self->pictures), row);
    }
  if (self->doc->files->len >= max)
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Add a picture…"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), is_brand (self)
                                                       ? _ ("For the bubbles with a picture")
                                                       : _ ("It makes an MMS of the text"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (self->pictures), row);
}

/* Buttons of a Brand Message */

static void fill_buttons (EspKakaoForm *self);

static EspKakaoButton *
get_button (EspKakaoForm *self, GtkWidget *row)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "esp-index"));

  return index < self->doc->kakao.buttons->len ? self->doc->kakao.buttons->pdata[index] : NULL;
}

static void
button_name_cb (GtkWidget *row, EspKakaoForm *self)
{
  EspKakaoButton *button = get_button (self, row);

  if (button == NULL)
    return;
  esp_message_doc_set (&button->name, gtk_editable_get_text (GTK_EDITABLE (row)));
  tell (self, "button");
}

static void
button_link_cb (GtkWidget *row, EspKakaoForm *self)
{
  EspKakaoButton *button = get_button (self, row);

  if (button == NULL)
    return;
  esp_message_doc_set (&button->mobile, gtk_editable_get_text (GTK_EDITABLE (row)));
  tell (self, "button-link");
}

static void
remove_button_cb (GtkWidget *widget, EspKakaoForm *self)
{
  g_ptr_array_remove_index (self->doc->kakao.buttons,
                            GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "esp-index")));
  fill_buttons (self);
  tell (self, NULL);
}

static void
add_button_cb (EspKakaoForm *self)
{
  g_ptr_array_add (self->doc->kakao.buttons, esp_kakao_button_new ("", "WL"));
  fill_buttons (self);
  tell (self, NULL);
}

static GtkWidget *
add_entry (EspKakaoForm *self, const char *title, const char *text, guint i, GCallback changed)
{
  GtkWidget *row = esp_form_entry_row_new (title, text);

  g_object_set_data (G_OBJECT (row), "esp-index", GUINT_TO_POINTER (i));
  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE); /* the message has its own */
  g_signal_connect_object (row, "changed", changed, self, 0);
  gtk_list_box_append (GTK_LIST_BOX (self->buttons), row);
  return row;
}

static void
fill_buttons (EspKakaoForm *self)
{
  GPtrArray *buttons = self->doc->kakao.buttons;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->buttons)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->buttons), row);
  for (guint i = 0; i < buttons->len; i++)
    {
      const EspKakaoButton *button = buttons->pdata[i];

      row = add_entry (self, _ ("Button"), button->name, i, G_CALLBACK (button_name_cb));
      adw_entry_row_add_suffix (ADW_ENTRY_ROW (row),
                                make_remove (_ ("Take the button out"), i,
                                             G_CALLBACK (remove_button_cb), self));
      (void) add_entry (self, _ ("Where it leads"), button->mobile, i,
                        G_CALLBACK (button_link_cb)); /* the list keeps it */
    }
  gtk_widget_set_visible (self->buttons, buttons->len > 0);
  gtk_widget_set_visible (self->add_button, buttons->len < ESP_TEXT_MAX_BUTTONS);
}

/* The rest of a Brand Message */

static void
bubble_cb (AdwComboRow *row, GParamSpec *pspec, EspKakaoForm *self)
{
  self->doc->kakao.bubble = (EspBubble) MIN (adw_combo_row_get_selected (row), ESP_N_BUBBLES - 1);
  tell (self, NULL);
}

static void
targeting_cb (AdwComboRow *row, GParamSpec *pspec, EspKakaoForm *self)
{
  guint selected = MIN (adw_combo_row_get_selected (row), G_N_ELEMENTS (targetings) - 1);

  esp_message_doc_set (&self->doc->kakao.targeting, targetings[selected]);
  tell (self, NULL);
}

static void
text_cb (GtkWidget *row, EspKakaoForm *self)
{
  char **field = g_object_get_data (G_OBJECT (row), "esp-field");

  esp_message_doc_set (field, gtk_editable_get_text (GTK_EDITABLE (row)));
  tell (self, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
}

static void
add_text (EspKakaoForm *self, GtkWidget *list, const char *title, char **field)
{
  GtkWidget *row = esp_form_entry_row_new (title, *field);

  g_object_set_data (G_OBJECT (row), "esp-field", field);
  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE); /* the message has its own */
  g_signal_connect_object (row, "changed", G_CALLBACK (text_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
add_choices (EspKakaoForm *self, GtkWidget *list)
{
  const char *const bubbles[] = { C_ ("bubble", "Text"), C_ ("bubble", "Picture and text"),
                                  C_ ("bubble", "Wide picture"), NULL };
  const char *const readers[] = { _ ("Friends of the channel who agreed"),
                                  _ ("Everyone who agreed"), _ ("Who agreed and is no friend yet"),
                                  NULL };
  EspKakaoPart *kakao = &self->doc->kakao;
  guint reader = 0;
  GtkWidget *row =
    esp_form_choice_row_new (_ ("Bubble"), bubbles, MIN (kakao->bubble, ESP_N_BUBBLES - 1));

  g_signal_connect_object (row, "notify::selected", G_CALLBACK (bubble_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  while (reader + 1 < G_N_ELEMENTS (targetings) &&
         g_strcmp0 (targetings[reader], kakao->targeting) != 0)
    reader++;
  row = esp_form_choice_row_new (_ ("Whom it reaches"), readers, reader);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (targeting_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
add_brand (EspKakaoForm *self)
{
  GtkWidget *list = esp_form_list_new (_ ("Brand Message"));
  EspKakaoPart *kakao = &self->doc->kakao;

  add_choices (self, list);
  add_text (self, list, _ ("Where the picture leads"), &kakao->image_link);
  add_text (self, list, _ ("Coupon, such as 3000원 할인 쿠폰"), &kakao->coupon_title);
  add_text (self, list, _ ("What the coupon says"), &kakao->coupon_text);
  add_text (self, list, _ ("Where the coupon leads"), &kakao->coupon_link);
  gtk_box_append (GTK_BOX (self), list);
  self->buttons = esp_form_list_new (_ ("Buttons"));
  self->add_button = gtk_button_new_with_label (_ ("Add a button"));
  gtk_widget_set_halign (self->add_button, GTK_ALIGN_START);
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_button_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), self->buttons);
  gtk_box_append (GTK_BOX (self), self->add_button);
  fill_buttons (self);
}

static void
esp_kakao_form_dispose (GObject *object)
{
  ESP_KAKAO_FORM (object)->doc = NULL;
  G_OBJECT_CLASS (esp_kakao_form_parent_class)->dispose (object);
}

static void
esp_kakao_form_class_init (EspKakaoFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_kakao_form_dispose;
  /**
   * EspKakaoForm::edited:
   * @key: (nullable): the text that is being typed
   *
   * A person changed the document.
   */
  g_signal_new ("edited", ESP_TYPE_KAKAO_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                1, G_TYPE_STRING);
}

static void
esp_kakao_form_init (EspKakaoForm *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
}

/**
 * esp_kakao_form_new:
 * @doc: a text or a Kakao message; outlives the form, which writes into it
 *
 * Returns: (transfer floating): the form
 */
GtkWidget *
esp_kakao_form_new (EspSession *session, EspTextDoc *doc)
{
  EspKakaoForm *self = g_object_new (ESP_TYPE_KAKAO_FORM, NULL);

  self->session = session;
  self->doc = doc;
  self->pictures = esp_form_list_new (_ ("Pictures"));
  gtk_box_append (GTK_BOX (self), self->pictures);
  fill_pictures (self);
  if (is_brand (self))
    add_brand (self);
  return GTK_WIDGET (self);
}
