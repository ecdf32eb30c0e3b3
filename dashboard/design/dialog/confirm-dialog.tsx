import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Form } from 'react-aria-components/Form';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from '../button/button.tsx';
import { TextField } from '../field/text-field.tsx';
import { Trouble } from '../notice/notice.tsx';
import style from './dialog.module.css';

/** The server refuses shorter ones: whoever reads the audit log must learn something. */
const MIN_REASON = 3;
const MAX_REASON = 200;

export interface Order {
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly text: ReactNode;
  /** What must be typed. */
  readonly confirm: string;
  readonly button: string;
  /** Rejects with the sentence to show. */
  readonly run: (reason: string) => Promise<unknown>;
}

interface ConfirmDialogProps {
  /** Absent: closed. */
  readonly order: Order | undefined;
  readonly onClose: () => void;
}

/** Nothing that hurts happens by habit: the name is typed, and a reason given. */
export function ConfirmDialog({ order, onClose }: ConfirmDialogProps) {
  return (
    <ModalOverlay
      className={style.veil ?? ''}
      isOpen={order !== undefined}
      onOpenChange={(open) => open || onClose()}
    >
      <Modal className={style.modal ?? ''}>
        <Dialog className={style.dialog ?? ''} role="alertdialog">
          {order && <Content order={order} onClose={onClose} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Content({ order, onClose }: { readonly order: Order; readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const running = useMutation({ mutationFn: () => order.run(reason.trim()), onSuccess: onClose });
  const ready = typed === order.confirm && reason.trim().length >= MIN_REASON;
  return (
    <Form
      className={style.dialog ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) running.mutate();
      }}
    >
      <Heading slot="title" className={style.title ?? ''}>
        {order.title}
      </Heading>
      <div>{order.text}</div>
      <TextField
        label={`Type ${order.confirm} to confirm`}
        value={typed}
        onChange={setTyped}
        autoComplete="off"
        spellCheck="false"
        autoFocus
      />
      <TextField
        label="Reason, kept in the audit log"
        value={reason}
        onChange={setReason}
        maxLength={MAX_REASON}
      />
      <Trouble error={running.error} />
      <div className={style.actions}>
        <Button onPress={onClose}>Cancel</Button>
        <Button look="danger" type="submit" isDisabled={!ready || running.isPending}>
          {order.button}
        </Button>
      </div>
    </Form>
  );
}
