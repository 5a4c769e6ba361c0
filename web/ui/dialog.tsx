import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

/** A question that must be answered: it keeps the focus and gives it back. Esc calls onClose. */
export function QuestionDialog({
  title,
  open,
  onClose,
  children,
}: {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      isDismissable={false}
      className="fixed inset-0 z-50 flex items-end justify-center bg-black/60 p-4 backdrop-blur-sm sm:items-center"
    >
      <Modal className="w-full max-w-md rounded-2xl border border-line bg-overlay p-6 text-ink shadow-2xl">
        <Dialog role="alertdialog" className="space-y-4 outline-none">
          <Heading slot="title" className="display text-2xl">
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
